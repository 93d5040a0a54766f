import { expect, test, vi } from 'vitest';
import { day, signIn } from '@/testing';
import {
  dayOf,
  dayTyped,
  daysAfter,
  daysBetween,
  dayOfTime,
  daysSince,
  isWeekend,
  today,
  withWrittenDays,
  written,
  writtenTime,
} from './dates';

test('a day is written as officials write it, and as addresses have it', () => {
  expect(written('2026-01-05')).toBe('05/01/2026');
  expect(dayOf('2026-01-05')).toBe('2026-01-05');
});

test.each([null, undefined, ''])('an absent day (%s) is written as nothing', (none) => {
  expect([written(none), dayOf(none), daysBetween(none, '2026-01-05')]).toEqual(['', undefined, 0]);
});

test.each(['2026-02-30', '2026-13-01', '26-1-1', 'today', '', null])('%s is no day', (text) => {
  expect(dayOf(text)).toBeUndefined();
});

test.each([
  ['5/9/2026', '2026-09-05'],
  ['05-09-2026', '2026-09-05'],
  [' 05.09.26 ', '2026-09-05'],
  ['29/2/2028', '2028-02-29'],
])('typing %s means %s', (typed, meant) => {
  expect(dayTyped(typed)).toBe(meant);
});

test.each(['29/2/2026', '5/9', '2026-09-05', '5/9/126', 'mai'])('%s is not understood', (typed) => {
  expect(dayTyped(typed)).toBeUndefined();
});

test('today is the day in Vietnam by the clock of the server', async () => {
  await signIn([], '2026-11-24T17:30:00Z');
  expect(today()).toBe('2026-11-25');
  await signIn([], '2026-11-24T16:30:00Z');
  expect(today()).toBe('2026-11-24');
});

test('days are counted over ends of months, years and leap days', async () => {
  expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
  expect(daysBetween('2028-03-01', '2028-02-28')).toBe(-2);
  expect(daysAfter('2028-02-28', 2)).toBe('2028-03-01');
  await signIn();
  expect([daysSince('2026-11-20'), daysSince('2026-11-24'), daysSince('2026-12-01')]).toEqual([4, 0, 0]);
});

test('Saturdays and Sundays are weekends', () => {
  const week = [23, 24, 25, 26, 27, 28, 29].map((number) => isWeekend(day(`2026-11-${String(number)}`)));
  expect(week).toEqual([false, false, false, false, false, true, true]);
});

test('days in a sentence of the server are written as people write them', () => {
  expect(withWrittenDays('Hạn 2026-11-24 trước 2026-11-20.')).toBe('Hạn 24/11/2026 trước 20/11/2026.');
});

test("a time is written in Vietnam's zone, whatever zone the browser is in", () => {
  vi.stubEnv('TZ', 'America/New_York');
  expect(writtenTime('2026-03-01T17:30:00Z')).toBe('00:30 02/03/2026');
  expect(dayOfTime('2026-03-01T17:30:00Z')).toContain('02/03/2026');
  vi.unstubAllEnvs();
});
