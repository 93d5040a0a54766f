/** All that the portal knows about days. A day is what the API gives: `2026-11-24`, or empty where there is none. */
import dayjs, { type Dayjs } from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import { session } from '@/api/session';

dayjs.extend(customParseFormat);

export type Day = string;
type Given = Day | null | undefined;

const ISO = 'YYYY-MM-DD';
const WRITTEN = 'DD/MM/YYYY';

function parsed(day: Day): Dayjs {
  return dayjs(day, ISO);
}

function dayFrom(day: Dayjs): Day {
  return day.format(ISO);
}

/** `24/11/2026`; empty for an absent day. */
export function written(day: Given): string {
  return day ? parsed(day).format(WRITTEN) : '';
}

/** `thứ Ba, 24/11/2026`. */
export function writtenWithName(day: Given): string {
  return day ? parsed(day).format(`dddd, ${WRITTEN}`) : '';
}

/** The day that a text from outside says, such as one of the address; undefined for anything else. */
export function dayOf(text: string | null | undefined): Day | undefined {
  return dayjs(text ?? '', ISO, true).isValid() ? (text ?? undefined) : undefined;
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

const CLOCK_IN_VIETNAM = new Intl.DateTimeFormat('sv', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Today in Vietnam by the server's clock, by which deadlines are counted. */
export function today(): Day {
  return IN_VIETNAM.format(session.now());
}

/** Calendar days from one day to another; 0 if one of them is absent. */
export function daysBetween(from: Given, to: Given): number {
  return from && to ? parsed(to).diff(parsed(from), 'day') : 0;
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

/** `09:30 24/11/2026` of a point in time, in Vietnam's time wherever the reader is. */
export function writtenTime(time: string | null | undefined): string {
  return time ? dayjs(inVietnam(time)).format(`HH:mm ${WRITTEN}`) : '';
}

/** `thứ Ba, 24/11/2026` of a point in time, in Vietnam's time wherever the reader is. */
export function dayOfTime(time: string | null | undefined): string {
  return time ? dayjs(inVietnam(time)).format(`dddd, ${WRITTEN}`) : '';
}

/** `2026-11-24 09:30:00`: what a clock in Vietnam shows at that point in time. */
function inVietnam(time: string): string {
  return CLOCK_IN_VIETNAM.format(new Date(time));
}

/** A sentence of the server with its days as people write them. */
export function withWrittenDays(text: string): string {
  return text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, '$3/$2/$1');
}
