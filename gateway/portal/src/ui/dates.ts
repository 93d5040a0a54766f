/**
 * All that the portal knows about days. A day is what the API gives (google.type.Date); only this file looks into one,
 * all others compare, write and count days with these functions.
 */
import dayjs, { type Dayjs } from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import type { Schemas } from '@/api/client';
import { session } from '@/api/session';

dayjs.extend(customParseFormat);

export type Day = Schemas['google.type.Date'];
type Given = Day | null | undefined;

const ISO = 'YYYY-MM-DD';
const WRITTEN = 'DD/MM/YYYY';

function parsed(day: Day): Dayjs {
  return dayjs(new Date(day.year ?? 0, (day.month ?? 1) - 1, day.day ?? 1));
}

function dayFrom(day: Dayjs): Day {
  return { year: day.year(), month: day.month() + 1, day: day.date() };
}

/** The day if there is one: the API writes an absent day in more than one way. */
export function given(day: Given): Day | undefined {
  return day?.year ? day : undefined;
}

/** `24/11/2026`; empty for an absent day. */
export function written(day: Given): string {
  return day?.year ? parsed(day).format(WRITTEN) : '';
}

/** `thứ Ba, 24/11/2026`. */
export function writtenWithName(day: Given): string {
  return day?.year ? parsed(day).format(`dddd, ${WRITTEN}`) : '';
}

/** `2026-11-24`, as addresses and date fields have it. */
export function iso(day: Given): string {
  return day?.year ? parsed(day).format(ISO) : '';
}

/** The day of `2026-11-24`; undefined for anything else. */
export function dayOf(text: string | null | undefined): Day | undefined {
  const found = dayjs(text ?? '', ISO, true);
  return found.isValid() ? dayFrom(found) : undefined;
}

/** The day that a person has typed: `5/9/2026`, `05-09-2026` and `05.09.26` all mean the fifth of September. */
export function dayTyped(text: string): Day | undefined {
  const found = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})\s*$/.exec(text);
  if (!found) return undefined;
  const [, day = '', month = '', year = ''] = found;
  return dayOf(`${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

// Swedish writes days as ISO 8601 does.
const IN_VIETNAM = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Ho_Chi_Minh' });

/** Today in Vietnam by the server's clock, by which deadlines are counted. */
export function today(): Day {
  return dayOf(IN_VIETNAM.format(session.now()))!;
}

/** Calendar days from one day to another; 0 if one of them is absent. */
export function daysBetween(from: Given, to: Given): number {
  return from?.year && to?.year ? parsed(to).diff(parsed(from), 'day') : 0;
}

/** How many days have gone by since a day; 0 for today, a later day and an absent one. */
export function daysSince(day: Given): number {
  return Math.max(0, daysBetween(day, today()));
}

/** The calendar day so many days later. */
export function daysAfter(day: Day, count: number): Day {
  return dayFrom(parsed(day).add(count, 'day'));
}

export function isWeekend(day: Day): boolean {
  return [0, 6].includes(parsed(day).day());
}

/** `09:30 24/11/2026` of a point in time, in the reader's time zone. */
export function writtenTime(time: string | null | undefined): string {
  return time ? dayjs(time).format(`HH:mm ${WRITTEN}`) : '';
}

/** `thứ Ba, 24/11/2026` of a point in time, in the reader's time zone. */
export function dayOfTime(time: string | null | undefined): string {
  return time ? dayjs(time).format(`dddd, ${WRITTEN}`) : '';
}

/** A sentence of the server with its days as people write them. */
export function withWrittenDays(text: string): string {
  return text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, '$3/$2/$1');
}
