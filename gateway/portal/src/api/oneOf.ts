/** The member of a closed set that a value is; undefined for any other value, such as one from an address. */
export function oneOf<T>(members: readonly T[], value: unknown): T | undefined {
  return members.find((member) => member === value);
}
