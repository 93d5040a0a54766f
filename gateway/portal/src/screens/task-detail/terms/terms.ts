import type { Schemas } from '@/api/client';
import type { Day } from '@/ui/dates';
import type { Task } from '../queries';

type Coordination = Schemas['task.Coordination'];
export type DueKind = NonNullable<Schemas['task.Due']['kind']>;
export type Recurrence = NonNullable<Schemas['task.Due']['recurrence']>;

/** What a task says before it is issued. */
export interface Terms {
  title: string;
  quote: string;
  output: string;
  field: string;
  lead: string;
  coordinations: Coordination[];
  due: { kind: DueKind; date?: Day; words: string; recurrence: Recurrence };
  assigner: string;
  onBehalfOf: string;
  monitor: string;
  assignDate?: Day;
}

export type Term = keyof Terms;
export type TermErrors = Partial<Record<Term, string>>;

export const TERMS: Term[] = [
  'title',
  'output',
  'lead',
  'coordinations',
  'due',
  'assigner',
  'onBehalfOf',
  'monitor',
  'field',
  'assignDate',
  'quote',
];

/** The errors of what is still as it was refused: a term that was changed since may be right now. */
export function standing(errors: TermErrors, sent: Terms | undefined, now: Terms): TermErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([term]) => sent?.[term as Term] === now[term as Term]),
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
  due: { kind: 'FIXED', words: '', recurrence: 'RECURRENCE_UNSPECIFIED' },
  assigner: '',
  onBehalfOf: '',
  monitor: '',
};

export function termsOf(task: Task): Terms {
  return {
    title: task.title,
    quote: task.quote ?? '',
    output: task.output ?? '',
    field: task.field ?? '',
    lead: task.lead ?? '',
    coordinations: (task.coordinations ?? []).map(({ unit, part }) => ({ unit, part: part ?? '' })),
    due: {
      kind: task.due?.kind ?? 'KIND_UNSPECIFIED',
      date: task.due?.date,
      words: task.due?.words ?? '',
      recurrence: task.due?.recurrence ?? 'RECURRENCE_UNSPECIFIED',
    },
    assigner: task.assigner ?? '',
    onBehalfOf: task.onBehalfOf ?? '',
    monitor: task.monitor ?? '',
    assignDate: task.assignDate,
  };
}

/** A fixed date that is not given yet is none: a draft may be without. */
export function sent(terms: Terms): Terms {
  const { kind, date, words, recurrence } = terms.due;
  const due: Terms['due'] =
    kind === 'NONE'
      ? { kind, words, recurrence: 'RECURRENCE_UNSPECIFIED' }
      : kind === 'PERIODIC'
        ? { kind, date, words, recurrence }
        : {
            kind: date ? 'FIXED' : 'KIND_UNSPECIFIED',
            date,
            words,
            recurrence: 'RECURRENCE_UNSPECIFIED',
          };
  return { ...terms, due };
}

/** In what two versions differ. */
export function differing(one: Terms, other: Terms): Term[] {
  const [mine, theirs] = [sent(one), sent(other)];
  return TERMS.filter((term) => JSON.stringify(mine[term] ?? null) !== JSON.stringify(theirs[term] ?? null));
}

/** The server's complaints at the fields of the form, and those that no field shows. */
export function placedTerms(fields: Record<string, string>): { errors: TermErrors; others: string[] } {
  const errors: TermErrors = {};
  const others: string[] = [];
  for (const [path, description] of Object.entries(fields)) {
    const [first = ''] = path.split(/[.[]/);
    const term = TERMS.find((one) => one === first);
    if (term) errors[term] ??= description;
    else others.push(description);
  }
  return { errors, others };
}
