export type Search = Record<string, never>;

export function reportSearch(): Search {
  return {};
}
