export type Search = Record<string, never>;

export function directiveSearch(): Search {
  return {};
}
