import dayjs, { type Dayjs } from 'dayjs';

export const PERIODS = ['year', 'half', 'quarter', 'month', 'calendarMonth', 'week', 'range'] as const;

/** Kinds of periods; `month` closes on the 25th, `range` is any two days. */
export type Period = (typeof PERIODS)[number];

export interface Span {
  start: Dayjs;
  end: Dayjs;
}

const CLOSING_DAY = 25;

/** The period of this kind that contains a day. */
export function spanOf(period: Exclude<Period, 'range'>, day: Dayjs): Span {
  switch (period) {
    case 'year':
      return { start: day.startOf('year'), end: day.endOf('year') };
    case 'half':
      return months(day.month(day.month() < 6 ? 0 : 6), 6);
    case 'quarter':
      return months(day.month(day.month() - (day.month() % 3)), 3);
    case 'month': {
      const closing = day.date() > CLOSING_DAY ? day.date(1).add(1, 'month') : day.date(1);
      return {
        start: closing.subtract(1, 'month').date(CLOSING_DAY + 1),
        end: closing.date(CLOSING_DAY),
      };
    }
    case 'calendarMonth':
      return months(day, 1);
    case 'week': {
      const monday = day.subtract((day.day() + 6) % 7, 'day');
      return { start: monday, end: monday.add(6, 'day') };
    }
  }
}

/** A day in the period before (-1) or after (1) the one that contains a day. */
export function neighbour(period: Exclude<Period, 'range'>, day: Dayjs, by: 1 | -1): Dayjs {
  const { start, end } = spanOf(period, day);
  return by < 0 ? start.subtract(1, 'day') : end.add(1, 'day');
}

/** The number of the period in its year, as people name it: quarter 3, month 11. */
export function ordinal(period: Exclude<Period, 'range'>, day: Dayjs): { number: number; year: number } {
  const { end } = spanOf(period, day);
  if (period === 'week') return isoWeek(end);
  const month = end.month();
  const numbers = {
    year: end.year(),
    half: month < 6 ? 1 : 2,
    quarter: Math.floor(month / 3) + 1,
    month: month + 1,
    calendarMonth: month + 1,
  };
  return { number: numbers[period], year: end.year() };
}

function months(day: Dayjs, count: number): Span {
  const start = day.startOf('month');
  return { start, end: start.add(count - 1, 'month').endOf('month') };
}

/** The number of a week and its year by ISO 8601, both of the week's Thursday, from its Sunday. */
function isoWeek(sunday: Dayjs): { number: number; year: number } {
  const thursday = sunday.subtract(3, 'day');
  const days = thursday.diff(dayjs(new Date(thursday.year(), 0, 1)), 'day');
  return { number: Math.floor(days / 7) + 1, year: thursday.year() };
}
