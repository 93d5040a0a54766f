import dayjs from 'dayjs';
import { expect, test } from 'vitest';
import { neighbour, ordinal, spanOf, type Period } from './period';

type Kind = Exclude<Period, 'range'>;

const shown = (period: Kind, day: string) => {
  const { start, end } = spanOf(period, dayjs(day));
  return [start.format('YYYY-MM-DD'), end.format('YYYY-MM-DD')];
};

test.each<[Kind, string, string, string]>([
  ['year', '2026-11-24', '2026-01-01', '2026-12-31'],
  ['half', '2026-06-30', '2026-01-01', '2026-06-30'],
  ['half', '2026-07-01', '2026-07-01', '2026-12-31'],
  ['half', '2026-08-31', '2026-07-01', '2026-12-31'],
  ['quarter', '2026-05-31', '2026-04-01', '2026-06-30'],
  ['quarter', '2026-12-31', '2026-10-01', '2026-12-31'],
  ['calendarMonth', '2028-02-10', '2028-02-01', '2028-02-29'],
  ['week', '2026-11-22', '2026-11-16', '2026-11-22'],
  ['week', '2026-11-23', '2026-11-23', '2026-11-29'],
])('the %s of %s lasts from %s to %s', (period, day, start, end) => {
  expect(shown(period, day)).toEqual([start, end]);
});

test.each([
  ['2026-11-25', '2026-10-26', '2026-11-25'],
  ['2026-11-26', '2026-11-26', '2026-12-25'],
  ['2026-12-26', '2026-12-26', '2027-01-25'],
  ['2027-01-01', '2026-12-26', '2027-01-25'],
  ['2027-03-01', '2027-02-26', '2027-03-25'],
])('the month that closes on the 25th: %s lies between %s and %s', (day, start, end) => {
  expect(shown('month', day)).toEqual([start, end]);
});

test.each<Kind>(['year', 'half', 'quarter', 'month', 'calendarMonth', 'week'])(
  'a %s follows the other without gap, and back again',
  (period) => {
    let day = dayjs('2024-01-31');
    for (let count = 0; count < 60; count += 1) {
      const next = neighbour(period, day, 1);
      const [, end] = shown(period, day.format('YYYY-MM-DD'));
      expect(spanOf(period, next).start.subtract(1, 'day').format('YYYY-MM-DD')).toBe(end);
      expect(shown(period, neighbour(period, next, -1).format('YYYY-MM-DD'))).toEqual(
        shown(period, day.format('YYYY-MM-DD')),
      );
      day = next;
    }
  },
);

test.each<[Kind, string, number, number]>([
  ['half', '2026-06-30', 1, 2026],
  ['half', '2026-07-01', 2, 2026],
  ['quarter', '2026-09-30', 3, 2026],
  // From the 26th on it is the next month, and in December the next year.
  ['month', '2026-11-26', 12, 2026],
  ['month', '2026-12-26', 1, 2027],
  ['calendarMonth', '2026-12-26', 12, 2026],
  // ISO 8601: 2026 has 53 weeks, and the first days of 2027 belong to the last of them.
  ['week', '2026-12-31', 53, 2026],
  ['week', '2027-01-04', 1, 2027],
])('the %s of %s is number %i of %i', (period, day, number, year) => {
  expect(ordinal(period, dayjs(day))).toEqual({ number, year });
});
