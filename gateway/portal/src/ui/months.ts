/** Months, for calendars. A month is what the API gives: `2026-11`. */
import dayjs from 'dayjs';
import type { Day } from './dates';

export type Month = string;

export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

/** The month so many months later. */
export function monthAfter(month: Month, count: number): Month {
  return dayjs(`${month}-01`).add(count, 'month').format('YYYY-MM');
}

/** `tháng 11 năm 2026`. */
export function writtenMonth(month: Month, language: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(first);
}

/** The place of a day in its week: 0 for Monday, 6 for Sunday. */
export function placeInWeek(day: Day): number {
  return (dayjs(day).day() + 6) % 7;
}

/** `T2` to `CN`: the days of a week from Monday on. */
export function namesOfWeekdays(): string[] {
  const monday = dayjs('2026-11-23');
  return Array.from({ length: 7 }, (_, place) => monday.add(place, 'day').format('dd'));
}

/** Consecutive days as weeks of seven places, from Monday on; a place is empty before the first and after the last. */
export function weeksOf<D>(days: readonly D[], dayOf: (each: D) => Day): (D | undefined)[][] {
  const weeks: (D | undefined)[][] = [];
  for (const each of days) {
    const place = placeInWeek(dayOf(each));
    if (weeks.length === 0 || place === 0) weeks.push(Array.from({ length: 7 }));
    weeks[weeks.length - 1]![place] = each;
  }
  return weeks;
}
