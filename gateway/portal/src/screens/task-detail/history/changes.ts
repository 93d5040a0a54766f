import { dayOf, written } from '@/ui/dates';
import type { Change } from '../queries';

/** What a change shows on one side: words, names of units and people to be looked up, or a key of the catalogue. */
export type Shown = { text: string } | { name: string } | { kind: 'OBJECTIVE' | 'SUBJECTIVE' | 'NONE' };

export interface Told {
  field: ToldField;
  before: Shown[];
  after: Shown[];
}

const TOLD = [
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
export type ToldField = (typeof TOLD)[number];

/** A change as a person reads it; none for what the step says by itself, such as its time. */
export function told({ fieldPath, before = '', after = '' }: Change): Told[] {
  const field = TOLD.find((one) => one === fieldPath);
  return field ? [{ field, before: shown(field, before), after: shown(field, after) }] : [];
}

function shown(field: ToldField, value: string): Shown[] {
  if (!value) return [];
  switch (field) {
    case 'progress':
      return texts(`${part(value, 'percent', PROGRESS) || '0'} %`, part(value, 'text', PROGRESS));
    case 'submission':
      return texts(part(value, 'summary', SUBMISSION), documents(value));
    case 'due':
      return part(value, 'kind', DUE) === 'NONE'
        ? [{ kind: 'NONE' }]
        : texts(day(part(value, 'day', DUE)), part(value, 'words', DUE));
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

/** One part of a value that the history writes as `key: words; key: words`. */
function part(value: string, key: string, keys: string[]): string {
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
  const found = part(value, 'evidence', SUBMISSION).matchAll(/document: (.*?)(?=, (?:document|file): |$)/g);
  return [...found].map(([, number]) => number ?? '').join(', ');
}

function cause(value: string): Shown[] {
  const kind = part(value, 'confirmed', DELAY) || part(value, 'stated', DELAY);
  const known = kind === 'OBJECTIVE' || kind === 'SUBJECTIVE' ? [{ kind } as const] : [];
  return [...known, ...texts(part(value, 'text', DELAY))];
}
