import type { Schemas } from '@/api/client';
import type { Person, Position } from '@/api/people';
import type { Day } from '@/ui/dates';

/** A role that the caller may give in a unit. */
export type Grantable = Schemas['identity.GrantableRole'];

/** The fields of a new position. */
export interface PositionFields {
  unit: string;
  person: Person | undefined;
  role: Grantable | undefined;
  title: string;
  fields: string[];
  startDate: Day | undefined;
  endDate: Day | undefined;
}

export const POSITION_FIELDS = ['person', 'role', 'title', 'fields', 'startDate', 'endDate', 'unit'] as const;

/** The position as the API takes it; undefined if a required field is empty. */
export function positionOf(form: PositionFields): Position | undefined {
  const { unit, person, role, title, fields, startDate, endDate } = form;
  if (!unit || !person || !role?.role || !startDate) return undefined;
  return {
    person: person.name ?? '',
    role: role.role,
    title,
    startDate,
    ...(endDate && { endDate }),
    ...(role.hasFields && { fields }),
  };
}
