import { oneOf } from '@/api/oneOf';
import { dayOf, written } from '@/ui/dates';
import type { Change } from '../queries';

/** One side of a change: words, the name of a unit or a person to be looked up, or a key of the catalogue. */
export type Shown = { text: string } | { name: string } | { kind: 'OBJECTIVE' | 'SUBJECTIVE' | 'NONE' };

/** A changed field as the history shows it. */
export interface ChangedField {
  field: Field;
  before: Shown[];
  after: Shown[];
}

/** The fields that the history shows; the step itself says the others, such as its time. */
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
  'co_ordinators',
  'informed',
  'due',
  'progress',
  'submission',
  'delay',
] as const;
type Field = (typeof FIELDS)[number];

export function changedField({ fieldPath, before = '', after = '' }: Change): ChangedField[] {
  const field = oneOf(FIELDS, fieldPath);
  return field ? [{ field, before: shown(field, before), after: shown(field, after) }] : [];
}

function shown(field: Field, value: string): Shown[] {
  if (!value) return [];
  switch (field) {
    case 'progress':
      return texts(`${wordsOf(value, 'percent', PROGRESS) || '0'} %`, wordsOf(value, 'text', PROGRESS));
    case 'submission':
      return texts(wordsOf(value, 'summary', SUBMISSION), documents(value));
    case 'due':
      return wordsOf(value, 'kind', DUE) === 'NONE'
        ? [{ kind: 'NONE' }]
        : texts(day(wordsOf(value, 'day', DUE)), wordsOf(value, 'words', DUE));
    case 'delay':
      return cause(value);
    case 'title':
    case 'quote':
    case 'output':
    case 'field':
      return texts(value);
    default:
      return [...value.matchAll(/(?:units|people)\/[a-z0-9-]+/g)].map(([name]) => ({ name }));
  }
}

const PROGRESS = ['at', 'by', 'text', 'percent', 'obstacles'];
const SUBMISSION = ['at', 'by', 'summary', 'evidence', 'despite_open'];
const DUE = ['kind', 'day', 'words', 'recurrence'];
const DELAY = ['stated', 'text', 'stated_at', 'stated_by', 'confirmed', 'confirmed_at', 'confirmed_by'];

/** The words of one key in a value that the history writes as `key: words; key: words`. */
function wordsOf(value: string, key: string, keys: string[]): string {
  const begin = new RegExp(`(?:^|; )${key}: `).exec(value);
  if (!begin) return '';
  const rest = value.slice(begin.index + begin[0].length);
  const end = new RegExp(`; (?:${keys.join('|')}): `).exec(rest);
  return end ? rest.slice(0, end.index) : rest;
}

function texts(...all: string[]): Shown[] {
  return all.filter(Boolean).map((text) => ({ text }));
}

function day(text: string): string {
  return written(dayOf(text));
}

function documents(value: string): string {
  const found = wordsOf(value, 'evidence', SUBMISSION).matchAll(
    /document: (.*?)(?=, (?:document|file): |$)/g,
  );
  return [...found].map(([, number]) => number ?? '').join(', ');
}

function cause(value: string): Shown[] {
  const kind = wordsOf(value, 'confirmed', DELAY) || wordsOf(value, 'stated', DELAY);
  const known = kind === 'OBJECTIVE' || kind === 'SUBJECTIVE' ? [{ kind } as const] : [];
  return [...known, ...texts(wordsOf(value, 'text', DELAY))];
}
