/** The member of a closed set that a value is; undefined for any other value, such as one from an address. */
export function oneOf<T>(members: readonly T[], value: unknown): T | undefined {
  return members.find((member) => member === value);
}

/** A switch, as it stands in an address or in the search of a link; undefined if it is off. */
export function isTrue(value: unknown): true | undefined {
  return value === true || value === 'true' || undefined;
}
