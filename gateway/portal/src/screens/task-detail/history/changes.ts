import { oneOf } from '@/api/oneOf';
import { dayOf, written } from '@/ui/dates';
import { URGENCIES } from '@/ui/fields/urgency';
import type { Change } from '../queries';
import { SOURCES } from '../terms/terms';

/** The kinds of causes of delay, the decisions on them and how their contests stand. */
const CAUSE_WORDS = [
  ...(['OBJECTIVE', 'SUBJECTIVE', 'CONFIRMED', 'REFUSED'] as const),
  ...(['CONTESTED', 'GRANTED', 'UPHELD'] as const),
] as const;
const GOING_UP = ['SUBMIT', 'REQUEST_EXTENSION', 'RETURN', 'REPORT_PROGRESS'] as const;

/** One side of a change: words, the name of a unit or a person to be looked up, or a key of the catalogue. */
export type Shown =
  | { text: string }
  | { urgency: (typeof URGENCIES)[number] }
  | { source: (typeof SOURCES)[number] }
  | { name: string }
  | { verb: (typeof GOING_UP)[number] }
  | { kind: (typeof CAUSE_WORDS)[number] | 'NONE' };

/** A changed field as the history shows it, with all of its parts that have changed. */
export interface ChangedField {
  field: Field;
  before: Shown[];
  after: Shown[];
  /** The files that came with it. */
  files: string[];
}

/** The fields that the history shows, in its order; the step itself says the others. */
const FIELDS = [
  'title',
  'quote',
  'output',
  'field',
  'assigner',
  'monitor',
  'on_behalf_of',
  'lead',
  'holder',
  'internal_due_date',
  'coordinations',
  'coordination',
  'informed',
  'due',
  'asked_date',
  'granted_date',
  'resume_date',
  'urgency',
  'source_kind',
  'meeting',
  'progress',
  'submission',
  'delay_cause',
  'approval',
] as const;
type Field = (typeof FIELDS)[number];

/** Parts that the history leaves out: others of the same field say as much. */
const LEFT_OUT = [
  ...['due.recurrence', 'progress.obstacles', 'submission.files'],
  ...['approval.submission.files', 'approval.progress.obstacles', 'approval.progress.files'],
  'coordination.progress.obstacles',
];

/** The files of a report of progress: they stay readable when the next one comes, so each step links its own. */
const FILES = 'progress.files';

/** The changes of a step, one for each field: the API names each part of a field, such as `due.date`, by itself. */
export function changedParts(changes: Change[]): ChangedField[] {
  return FIELDS.flatMap((field) => {
    const parts = changes.filter(
      ({ fieldPath = '', after = '' }) =>
        fieldOf(fieldPath) === field &&
        !LEFT_OUT.includes(fieldPath) &&
        // What becomes of what waited for approval, the step itself says.
        (field !== 'approval' || after),
    );
    const side = (of: 'before' | 'after') =>
      parts.flatMap((part) => shown(part.fieldPath ?? '', part[of] ?? ''));
    const files = parts.filter(({ fieldPath }) => fieldPath === FILES).flatMap(({ after }) => listed(after));
    return parts.length ? [{ field, before: side('before'), after: side('after'), files }] : [];
  });
}

function listed(names = ''): string[] {
  return names.split(', ').filter(Boolean);
}

/** The dates of an extension are fields by themselves, the parts of others are shown together. */
function fieldOf(path: string): string | undefined {
  return path.replace('extensions.', '').split('.')[0];
}

function shown(path: string, value: string): Shown[] {
  if (!value) return [];
  const names = [...value.matchAll(/(?:units|people)\/[a-z0-9-]+/g)];
  switch (path) {
    case FILES:
      return [];
    case 'due.kind':
      return value === 'NONE' ? [{ kind: value }] : [];
    case 'due.date':
    case 'coordination.due_date':
    case 'extensions.asked_date':
    case 'approval.asked_date':
    case 'extensions.granted_date':
    case 'meeting.meeting_date':
    case 'resume_date':
    case 'internal_due_date':
      return [{ text: written(dayOf(value)) }];
    case 'urgency': {
      const urgency = oneOf(URGENCIES, value);
      return urgency ? [{ urgency }] : [];
    }
    case 'source_kind': {
      const source = oneOf(SOURCES, value);
      return source ? [{ source }] : [];
    }
    case 'progress.percent':
    case 'coordination.progress.percent':
    case 'approval.progress.percent':
      return [{ text: `${value} %` }];
    case 'approval.step': {
      const verb = oneOf(GOING_UP, value);
      return verb ? [{ verb }] : [];
    }
    case 'delay_cause.kind':
    case 'delay_cause.decision':
    case 'delay_cause.contest':
    case 'approval.delay_cause.kind': {
      const kind = oneOf(CAUSE_WORDS, value);
      return kind ? [{ kind }] : [];
    }
    case 'coordinations':
    case 'coordination.unit':
    case 'informed':
    case 'assigner':
    case 'monitor':
    case 'on_behalf_of':
    case 'lead':
    case 'holder.unit':
    case 'holder.person':
    case 'holder.co_holder':
      return names.map(([name]) => ({ name }));
    default:
      return [{ text: value }];
  }
}
