/** Those of the fields that differ from what is saved. */
export function changed<T extends object>(mine: T, saved: T): Partial<T> {
  const entries = Object.entries(mine) as [keyof T, unknown][];
  return Object.fromEntries(
    entries.filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(saved[field])),
  ) as Partial<T>;
}
