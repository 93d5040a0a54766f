import { expect, test } from 'vitest';
import { sum, type Statistics } from '@/api/statistics';
import { scopeOf } from './scope';
import { leaderSearch } from './search';

const counts = { ...sum([]), TOTAL: 3 };
const STATISTICS = {
  rows: [{ agency: 'units/so-y-te', name: 'Sở Y tế', group: 'DEPARTMENT', counts }],
  total: counts,
} as Statistics;
const words = { sum: 'Toàn tỉnh', group: (key: string) => key };
const scope = (of?: string) => scopeOf(STATISTICS, of, words);

test('a figure is of all agencies, of a group of them or of one', () => {
  expect(scope()).toEqual({ name: 'Toàn tỉnh', counts });
  expect(scope('DEPARTMENT')).toMatchObject({ name: 'DEPARTMENT', agencies: [{ name: 'Sở Y tế' }] });
  expect(scope('so-y-te')).toMatchObject({ name: 'Sở Y tế', agencies: [{ agency: 'units/so-y-te' }] });
  expect([scope('LOCALITY'), scope('so-noi-vu')]).toEqual([undefined, undefined]);
});

test('an address shows the tasks only of a known figure and a possible scope', () => {
  expect(leaderSearch({ show: 'TOTAL', of: 'so-y-te', sort: 'x', ascending: true })).toEqual({
    show: 'TOTAL',
    of: 'so-y-te',
  });
  expect(leaderSearch({ show: 'ALL', of: 'so-y-te', step: 'DAY', meeting: 'yes' })).toEqual({});
  expect(leaderSearch({ show: 'TOTAL', of: '../x', sort: 'RATE_DONE_LATE', ascending: true })).toEqual({
    show: 'TOTAL',
    sort: 'RATE_DONE_LATE',
    ascending: true,
  });
});
