import { expect, test } from 'vitest';
import { day } from '@/testing';
import type { Proposal } from '../queries';
import { proposalChanges, recurrenceOf, valuesOf } from './proposalValues';

const PROPOSAL = {
  title: 'Báo cáo',
  lead: 'units/a',
  coordinations: [{ unit: 'units/b' }, { words: 'các xã' }],
  dueKind: 'FIXED',
  dueDate: day('2026-11-24'),
} as Proposal;
const VALUES = valuesOf(PROPOSAL);

test('a form holds every field, empty where the proposal has none', () => {
  expect(valuesOf({} as Proposal)).toEqual({
    title: '',
    lead: '',
    coordinations: [],
    due: { kind: null, date: undefined, recurrence: null },
    output: '',
    reportTo: '',
  });
  expect(VALUES.coordinations).toEqual([
    { unit: 'units/b', words: '', part: '' },
    { unit: '', words: 'các xã', part: '' },
  ]);
});

test('only what was changed is sent', () => {
  expect(proposalChanges(VALUES, VALUES)).toEqual({});
  expect(proposalChanges(VALUES, { ...VALUES, output: ' Tờ trình ' })).toEqual({ output: 'Tờ trình' });
});

test('an agency that becomes the lead no longer coordinates', () => {
  const coordinations = [...VALUES.coordinations, { unit: 'units/c', words: '', part: 'x' }];
  const changes = proposalChanges(VALUES, { ...VALUES, lead: 'units/b', coordinations });
  expect(changes.coordinations?.map(({ unit }) => unit)).toEqual(['', 'units/c']);
});

test('a due date is sent whole: without one no date, without a period no recurrence', () => {
  const due = { kind: 'NONE', date: day('2026-11-24'), recurrence: 'WEEKLY' } as const;
  expect(proposalChanges(VALUES, { ...VALUES, due })).toEqual({
    dueKind: 'NONE',
    dueDate: null,
    recurrence: '',
  });
  const periodic = { kind: 'PERIODIC', date: undefined, recurrence: 'HALF_YEARLY' } as const;
  expect(proposalChanges(VALUES, { ...VALUES, due: periodic })).toMatchObject({
    dueKind: 'PERIODIC',
    recurrence: 'half-yearly',
  });
});

test('recurrences are read as proposals write them', () => {
  expect(['weekly', 'half-yearly', '', 'sometimes', undefined].map(recurrenceOf)).toEqual([
    'WEEKLY',
    'HALF_YEARLY',
    undefined,
    undefined,
    undefined,
  ]);
});
