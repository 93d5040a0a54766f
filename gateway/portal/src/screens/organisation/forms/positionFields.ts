import type { Person, Position } from '@/api/people';
import { hasFields, type Role } from '@/api/roles';
import type { Day } from '@/ui/dates';

/** The fields of a new position. */
export interface PositionFields {
  unit: string;
  person: Person | undefined;
  role: Role | undefined;
  title: string;
  fields: string[];
  startDate: Day | undefined;
  endDate: Day | undefined;
}

export const POSITION_FIELDS = ['person', 'role', 'title', 'fields', 'startDate', 'endDate', 'unit'] as const;

/** The position as the API takes it; undefined if a required field is empty. */
export function positionOf(form: PositionFields): Position | undefined {
  const { unit, person, role, title, fields, startDate, endDate } = form;
  if (!unit || !person || !role || !startDate) return undefined;
  return {
    person: person.name ?? '',
    role,
    title,
    startDate,
    ...(endDate && { endDate }),
    ...(hasFields(role) && { fields }),
  };
}
