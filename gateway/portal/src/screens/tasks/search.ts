export type Search = Record<string, never>;

export function basketSearch(): Search {
  return {};
}
