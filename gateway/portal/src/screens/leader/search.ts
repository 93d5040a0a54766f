export type Search = Record<string, never>;

export function leaderSearch(): Search {
  return {};
}
