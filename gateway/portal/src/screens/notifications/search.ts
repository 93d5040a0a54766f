export type Search = Record<string, never>;

export function notificationSearch(): Search {
  return {};
}
