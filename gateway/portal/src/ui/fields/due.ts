import type { Schemas } from '@/api/client';
import { oneOf } from '@/api/oneOf';
import type { Day } from '../dates';

export const DUE_KINDS = ['FIXED', 'PERIODIC', 'NONE'] as const;
export type DueKind = (typeof DUE_KINDS)[number];

export type Recurrence = Exclude<NonNullable<Schemas['type.Due']['recurrence']>, 'RECURRENCE_UNSPECIFIED'>;
export const RECURRENCES: readonly Recurrence[] = [
  'WEEKLY',
  'MONTHLY',
  'QUARTERLY',
  'HALF_YEARLY',
  'YEARLY',
  'OTHER',
];

type RecurrenceDay = NonNullable<Schemas['type.Due']['recurrenceDay']>;
export const DAYS_OF_MONTH: readonly RecurrenceDay[] = [
  'RECURRENCE_DAY_UNSPECIFIED',
  'LAST_DAY',
  'LAST_WORKING_DAY',
];

/** When a task is due, as a form holds it. */
export interface DueValues {
  /** Null as long as it is open. */
  kind: DueKind | null;
  date?: Day;
  recurrence: Recurrence | null;
  recurrenceDay: RecurrenceDay;
  untilDate?: Day;
}

export function dueValuesOf(due: Schemas['type.Due'] | undefined): DueValues {
  return {
    kind: oneOf(DUE_KINDS, due?.kind) ?? null,
    date: due?.date || undefined,
    recurrence: oneOf(RECURRENCES, due?.recurrence) ?? null,
    recurrenceDay: due?.recurrenceDay ?? 'RECURRENCE_DAY_UNSPECIFIED',
    untilDate: due?.untilDate || undefined,
  };
}

/** How a task recurs, as the API takes it: not at all unless it is periodic. */
export function recurrenceToApi({ kind, recurrence, recurrenceDay, untilDate }: DueValues) {
  if (kind !== 'PERIODIC')
    return {
      recurrence: 'RECURRENCE_UNSPECIFIED',
      recurrenceDay: 'RECURRENCE_DAY_UNSPECIFIED',
      untilDate: '',
    } as const;
  return {
    recurrence: recurrence ?? ('RECURRENCE_UNSPECIFIED' as const),
    recurrenceDay: isMonthly(recurrence) ? recurrenceDay : ('RECURRENCE_DAY_UNSPECIFIED' as const),
    untilDate: untilDate ?? '',
  };
}

/** Whether a task recurs every month or less often: only then is it due on a day of a month. */
export function isMonthly(recurrence: Recurrence | null): boolean {
  return recurrence !== null && recurrence !== 'WEEKLY' && recurrence !== 'OTHER';
}
