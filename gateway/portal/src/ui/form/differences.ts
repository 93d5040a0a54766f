import type { ReactNode } from 'react';

/** One line of the dialog about a conflict. */
export interface Difference {
  field: string;
  mine: ReactNode;
  theirs: ReactNode;
}

/** The fields in which two versions differ, in the order of the first one. */
export function changedFields<V extends object>(one: V, other: V): (keyof V)[] {
  const text = (value: unknown) => JSON.stringify(value ?? null);
  const fields = Object.keys({ ...one, ...other }) as (keyof V)[];
  return fields.filter((field) => text(one[field]) !== text(other[field]));
}

/** Only these fields of a version. */
export function picked<V extends object>(values: V, fields: readonly (keyof V)[]): Partial<V> {
  return Object.fromEntries(fields.map((field) => [field, values[field]])) as Partial<V>;
}

interface Words<V> {
  label: (field: keyof V) => string;
  value: (of: V, field: keyof V) => ReactNode;
  /** For a field that only the other person has changed. */
  untouched: string;
}

/** Where a person's version differs from the saved one. Fields that the person left alone are not saved. */
export function differences<V extends object>(
  { values, base }: { values: V; base: V },
  saved: V,
  words: Words<V>,
): Difference[] {
  const touched = changedFields(values, base);
  return changedFields(values, saved).map((field) => ({
    field: words.label(field),
    mine: touched.includes(field) ? words.value(values, field) : words.untouched,
    theirs: words.value(saved, field),
  }));
}
