import { expect, test } from 'vitest';
import { day } from '@/testing';
import { iso } from '@/ui/dates';
import { afterWorkingDays, hintOf, workingDaysIn } from './workingDays';

// 24/11/2026 is a Tuesday.
test.each([
  ['2026-11-24', { kind: 'today', weekend: false, days: 0 }],
  ['2026-11-25', { kind: 'left', weekend: false, days: 1 }],
  ['2026-11-28', { kind: 'left', weekend: true, days: 3 }],
  ['2026-12-01', { kind: 'left', weekend: false, days: 5 }],
  ['2026-11-22', { kind: 'past', weekend: true, days: 0 }],
])('of a due day %s the hint is %j', (due, hint) => {
  expect(hintOf(day(due), day('2026-11-24'))).toEqual(hint);
});

test.each([
  ['2026-11-24', 1, '2026-11-25'],
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-28', 1, '2026-11-30'],
  ['2026-11-24', 10, '2026-12-08'],
  ['2026-12-30', 3, '2027-01-04'],
])('from %s, %i working days later it is %s', (since, count, then) => {
  expect(iso(afterWorkingDays(day(since), count))).toBe(then);
  expect(hintOf(day(then), day(since)).days).toBe(count);
});

test.each([
  ['trong thời hạn 10 ngày làm việc kể từ ngày ban hành', 10],
  ['Trong 5 NGÀY LÀM VIỆC'.normalize('NFD'), 5],
  ['trước ngày 20/10/2026', undefined],
])('%s means %s working days', (words, days) => {
  expect(workingDaysIn(words)).toBe(days);
});
