import { expect, test } from 'vitest';
import { sum, type AgencyRow, type Counts } from '@/api/statistics';
import { sorted, worst } from './agencies';

const row = (name: string, counts: Partial<Counts>): AgencyRow => ({
  agency: `units/${name}`,
  name,
  group: 'DEPARTMENT',
  counts: { ...sum([]), ...counts },
});
const ROWS = [
  row('Ý', { TOTAL: 10, DONE_LATE: 5, OPEN_OVERDUE: 2 }),
  row('Đa', { TOTAL: 4, DONE_LATE: 4, OPEN_OVERDUE: 2 }),
  row('An', { TOTAL: 0 }),
  row('Bê', { TOTAL: 10, OPEN_OVERDUE: 3 }),
];
const names = (rows: AgencyRow[]) => rows.map(({ name }) => name);

test('without a sort the order of agencies stays', () => {
  expect(sorted(ROWS, undefined, true)).toBe(ROWS);
});

test('equal numbers are in the order of names', () => {
  expect(names(sorted(ROWS, 'TOTAL', false))).toEqual(['Bê', 'Ý', 'Đa', 'An']);
  expect(names(sorted(ROWS, 'TOTAL', true))).toEqual(['An', 'Đa', 'Bê', 'Ý']);
});

test('an agency without tasks has no rate and comes last when the highest rate comes first', () => {
  expect(names(sorted(ROWS, 'RATE_DONE_LATE', false))).toEqual(['Đa', 'Ý', 'Bê', 'An']);
});

test('the worst agencies have the most overdue tasks, then the greater share of them', () => {
  expect(names(worst(ROWS, 2))).toEqual(['Bê', 'Đa']);
  expect(names(worst(ROWS, 9))).toEqual(['Bê', 'Đa', 'Ý']);
});
