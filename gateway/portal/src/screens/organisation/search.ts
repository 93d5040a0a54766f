export type Search = Record<string, never>;

export function organisationSearch(): Search {
  return {};
}
