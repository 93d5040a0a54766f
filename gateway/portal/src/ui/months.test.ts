import { expect, test } from 'vitest';
import { daysAfter } from './dates';
import { monthAfter, monthOf, weeksOf } from './months';

const daysFrom = (first: string, count: number) =>
  Array.from({ length: count }, (_, after) => daysAfter(first, after));
const same = (day: string) => day;

test('a month that begins on a Sunday has its first day at the end of the first week', () => {
  const weeks = weeksOf(daysFrom('2026-11-01', 30), same);
  expect(weeks).toHaveLength(6);
  expect(weeks[0]).toEqual([...Array<undefined>(6), '2026-11-01']);
  expect(weeks[5]).toEqual(['2026-11-30', ...Array<undefined>(6)]);
});

test('a February of four weeks fills them', () => {
  const weeks = weeksOf(daysFrom('2027-02-01', 28), same);
  expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7]);
  expect(weeks.flat()).toEqual(daysFrom('2027-02-01', 28));
});

test('the month after December is January', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01');
  expect(monthAfter('2026-01', -1)).toBe('2025-12');
  expect(monthOf('2026-11-27')).toBe('2026-11');
});
