import type { Schemas } from '@/api/client';
import type { Task } from '@/api/tasks';
import { oneOf } from '@/api/oneOf';
import type { Day } from '@/ui/dates';
import { DUE_KINDS, dueValuesOf, recurrenceToApi, type DueValues } from '@/ui/fields/due';
import { URGENCIES } from '@/ui/fields/urgency';
import { changedFields } from '@/ui/form/differences';

type Coordination = Schemas['task.Coordination'];

/** What a task says before it is issued, as a form holds it. */
export interface Terms {
  title: string;
  quote: string;
  output: string;
  field: string;
  lead: string;
  coordinations: Coordination[];
  informed: string[];
  due: DueValues & { words: string };
  assigner: string;
  monitor: string;
  assignDate?: Day;
  urgency: (typeof URGENCIES)[number] | null;
  sourceKind: (typeof SOURCES)[number] | null;
  meeting: { meetingDate?: Day; chair: string };
}

/** Where a task may come from. */
export const SOURCES = ['ORAL_ORDER', 'MEETING', 'DIRECTIVE'] as const;

export type Term = keyof Terms;
export type TermErrors = Partial<Record<Term, string>>;

/** In the order of the form. */
const TERMS: Term[] = [
  'title',
  'output',
  'lead',
  'coordinations',
  'informed',
  'due',
  'assigner',
  'monitor',
  'field',
  'assignDate',
  'sourceKind',
  'meeting',
  'urgency',
  'quote',
];

/** The errors of terms that are still as they were refused: a changed term may be right now. */
export function standing(errors: TermErrors, refused: Terms | undefined, now: Terms): TermErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([term]) => refused?.[term as Term] === now[term as Term]),
  );
}

export interface TermsProps {
  terms: Terms;
  set: (changed: Partial<Terms>) => void;
  errors: TermErrors;
}

export const BLANK: Terms = {
  title: '',
  quote: '',
  output: '',
  field: '',
  lead: '',
  coordinations: [],
  informed: [],
  due: { kind: 'FIXED', words: '', recurrence: null, recurrenceDay: 'RECURRENCE_DAY_UNSPECIFIED' },
  assigner: '',
  monitor: '',
  urgency: null,
  sourceKind: null,
  meeting: { chair: '' },
};

export function termsOf(task: Task): Terms {
  return {
    title: task.title,
    quote: task.quote ?? '',
    output: task.output ?? '',
    field: task.field ?? '',
    lead: task.lead ?? '',
    coordinations: (task.coordinations ?? []).map(({ unit, part = '', dueDate = '' }) => ({
      unit,
      part,
      dueDate,
    })),
    informed: task.informed ?? [],
    due: {
      ...dueValuesOf(task.due),
      kind: oneOf(DUE_KINDS, task.due?.kind) ?? 'FIXED',
      words: task.due?.words ?? '',
    },
    assigner: task.assigner ?? '',
    monitor: task.monitor ?? '',
    assignDate: task.assignDate,
    urgency: oneOf(URGENCIES, task.urgency) ?? null,
    sourceKind: oneOf(SOURCES, task.sourceKind) ?? null,
    meeting: { meetingDate: task.meeting?.meetingDate, chair: task.meeting?.chair ?? '' },
  };
}

/** Whether an agency answers for the task: then most terms change by steps of their own only. */
export function isIssued({ state }: Task): boolean {
  return state !== 'DRAFT' && state !== 'PROPOSED';
}

/** The terms as the API takes them. */
export function toApi(terms: Terms) {
  return {
    ...terms,
    due: dueToApi(terms.due),
    urgency: terms.urgency ?? ('URGENCY_UNSPECIFIED' as const),
    sourceKind: terms.sourceKind ?? ('SOURCE_KIND_UNSPECIFIED' as const),
  };
}

/** A draft may be without a due date: a fixed one that is not given yet is unspecified. */
function dueToApi(due: Terms['due']): Schemas['type.Due'] {
  const { kind, date, words } = due;
  const recurs = recurrenceToApi(due);
  if (kind === 'NONE') return { kind, words, ...recurs };
  if (kind === 'PERIODIC') return { kind, date, words, ...recurs };
  return { kind: date ? 'FIXED' : 'KIND_UNSPECIFIED', date, words, ...recurs };
}

/** The terms in which two versions differ for the API. */
export function differing(one: Terms, other: Terms): Term[] {
  const changed = changedFields(toApi(one), toApi(other));
  return TERMS.filter((term) => changed.includes(term));
}

/** The API's errors at the form's fields, and those that no field shows. */
export function placedTerms(fields: Record<string, string>): { errors: TermErrors; others: string[] } {
  const errors: TermErrors = {};
  const others: string[] = [];
  for (const [path, description] of Object.entries(fields)) {
    // The terms of a set are a field of its request.
    const [first = ''] = path.replace(/^task[.]/, '').split(/[.[]/);
    const term = oneOf(TERMS, first);
    if (term) errors[term] ??= description;
    else others.push(description);
  }
  return { errors, others };
}
