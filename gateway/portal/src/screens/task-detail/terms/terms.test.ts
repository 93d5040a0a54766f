import { expect, test } from 'vitest';
import type { Task } from '@/api/tasks';
import { BLANK, differing, isIssued, placedTerms, standing, termsOf, toApi, type Terms } from './terms';

const due = (changed: Partial<Terms['due']>): Terms => ({ ...BLANK, due: { ...BLANK.due, ...changed } });

test('a task without terms is the blank form', () => {
  expect(termsOf({ title: '' } as Task)).toEqual({ ...BLANK, due: { ...BLANK.due, date: undefined } });
});

test.each([
  [{ kind: 'FIXED', date: '2026-11-24', recurrence: 'WEEKLY' }, 'FIXED', true, 'RECURRENCE_UNSPECIFIED'],
  [{ kind: 'FIXED' }, 'KIND_UNSPECIFIED', false, 'RECURRENCE_UNSPECIFIED'],
  [{ kind: 'NONE', date: '2026-11-24' }, 'NONE', false, 'RECURRENCE_UNSPECIFIED'],
  [{ kind: 'PERIODIC', date: '2026-11-24', recurrence: 'MONTHLY' }, 'PERIODIC', true, 'MONTHLY'],
  [{ kind: 'PERIODIC' }, 'PERIODIC', false, 'RECURRENCE_UNSPECIFIED'],
] as const)('a due date %j is sent as %s', (changed, kind, hasDate, recurrence) => {
  const sent = toApi(due(changed)).due;
  expect([sent.kind, Boolean(sent.date), sent.recurrence]).toEqual([kind, hasDate, recurrence]);
});

test('versions differ where the API would see it', () => {
  expect(differing(BLANK, due({ recurrence: 'WEEKLY' }))).toEqual([]);
  expect(differing(BLANK, due({ kind: 'NONE' }))).toEqual(['due']);
  expect(differing({ ...BLANK, quote: 'a', title: 'b' }, BLANK)).toEqual(['title', 'quote']);
  expect(differing(termsOf({ title: 'a', lead: 'units/x' } as Task), { ...BLANK, title: 'a' })).toEqual([
    'lead',
  ]);
});

test('an error stays until its term is changed', () => {
  const errors = { title: 'Thiếu.', lead: 'Sai.' };
  const now = { ...BLANK, title: 'Báo cáo' };
  expect(standing(errors, BLANK, now)).toEqual({ lead: 'Sai.' });
  expect(standing(errors, undefined, now)).toEqual({});
});

test('errors of the API are shown at their terms; others are said', () => {
  const fields = { 'due.date': 'Đã qua.', 'coordinations[0].unit': 'Không có.', etag: 'Khác.' };
  expect(placedTerms(fields)).toEqual({
    errors: { due: 'Đã qua.', coordinations: 'Không có.' },
    others: ['Khác.'],
  });
  const ofSet = { 'task.assignDate': 'Đã qua.', 'leads[1]': 'Không có.' };
  expect(placedTerms(ofSet)).toEqual({ errors: { assignDate: 'Đã qua.' }, others: ['Không có.'] });
});

test('most terms of an issued task change by steps of their own', () => {
  const states = ['DRAFT', 'PROPOSED', 'RETURNED', 'ISSUED', 'IN_PROGRESS', 'SUSPENDED'] as const;
  const issued = states.filter((state) => isIssued({ title: '', state }));
  expect(issued).toEqual(['RETURNED', 'ISSUED', 'IN_PROGRESS', 'SUSPENDED']);
});
