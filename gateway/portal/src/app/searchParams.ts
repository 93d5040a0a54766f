/**
 * The search of an address, read as the texts that stand in it. The router's own reading takes a text that looks like a
 * number for one, such as `21e45089` for Infinity, and then shows another search than was typed.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const stated = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(stated.map(([key, value]) => [key, String(value)])).toString();
  return text && `?${text}`;
}
