import type { Schemas } from '@/api/client';
import type { Day } from '../dates';

export const DUE_KINDS = ['FIXED', 'PERIODIC', 'NONE'] as const;
export type DueKind = (typeof DUE_KINDS)[number];

export type Recurrence = Exclude<NonNullable<Schemas['task.Due']['recurrence']>, 'RECURRENCE_UNSPECIFIED'>;
export const RECURRENCES: readonly Recurrence[] = [
  'WEEKLY',
  'MONTHLY',
  'QUARTERLY',
  'HALF_YEARLY',
  'YEARLY',
  'OTHER',
];

/** When a task is due, as a form holds it. */
export interface DueValues {
  /** Null as long as it is open. */
  kind: DueKind | null;
  date?: Day;
  recurrence: Recurrence | null;
}
