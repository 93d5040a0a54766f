import { expect, test } from 'vitest';
import type { Proposal } from '../queries';
import { proposalChanges, valuesOf } from './proposalValues';

const SAME = 'RECURRENCE_DAY_UNSPECIFIED';
const PROPOSAL = {
  title: 'Báo cáo',
  lead: 'units/a',
  coordinations: [{ unit: 'units/b' }, { words: 'các xã' }],
  due: { kind: 'FIXED', date: '2026-11-24', recurrence: 'RECURRENCE_UNSPECIFIED' },
} as Proposal;
const VALUES = valuesOf(PROPOSAL);

test('a form holds every field, empty where the proposal has none', () => {
  expect(valuesOf({} as Proposal)).toEqual({
    title: '',
    lead: '',
    coordinations: [],
    due: { kind: null, date: undefined, recurrence: null, recurrenceDay: SAME, untilDate: undefined },
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
  const due = { kind: 'NONE', date: '2026-11-24', recurrence: 'WEEKLY', recurrenceDay: SAME } as const;
  expect(proposalChanges(VALUES, { ...VALUES, due })).toEqual({
    due: { kind: 'NONE', date: '', recurrence: 'RECURRENCE_UNSPECIFIED', recurrenceDay: SAME, untilDate: '' },
  });
  const periodic = {
    kind: 'PERIODIC',
    date: undefined,
    recurrence: 'HALF_YEARLY',
    recurrenceDay: 'LAST_DAY',
    untilDate: '2027-12-31',
  } as const;
  expect(proposalChanges(VALUES, { ...VALUES, due: periodic })).toMatchObject({
    due: { kind: 'PERIODIC', recurrence: 'HALF_YEARLY', recurrenceDay: 'LAST_DAY', untilDate: '2027-12-31' },
  });
  // A week has no last day of a month.
  const weekly = { ...periodic, recurrence: 'WEEKLY' } as const;
  expect(proposalChanges(VALUES, { ...VALUES, due: weekly })).toMatchObject({
    due: { recurrence: 'WEEKLY', recurrenceDay: SAME },
  });
});
