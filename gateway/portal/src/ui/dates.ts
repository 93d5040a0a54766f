import dayjs, { type Dayjs } from 'dayjs';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import type { Schemas } from '@/api/client';
import { session } from '@/api/session';

dayjs.extend(customParseFormat);

/** A day of the API (google.type.Date). */
export type Day = Schemas['google.type.Date'];

const WRITTEN = 'DD/MM/YYYY';

function parsed(day: Day): Dayjs {
  return dayjs(new Date(day.year ?? 0, (day.month ?? 1) - 1, day.day ?? 1));
}

/** `24/11/2026`; empty for a day that is absent. */
export function written(day: Day | null | undefined): string {
  return day?.year ? parsed(day).format(WRITTEN) : '';
}

/** `thứ Ba, 24/11/2026`. */
export function writtenWithName(day: Day | null | undefined): string {
  return day?.year ? parsed(day).format(`dddd, ${WRITTEN}`) : '';
}

/** `09:30 24/11/2026` of a point in time, where the reader is. */
export function writtenTime(time: string | null | undefined): string {
  return time ? dayjs(time).format(`HH:mm ${WRITTEN}`) : '';
}

/** `2026-11-24`, as addresses and date fields have it. */
export function iso(day: Day | null | undefined): string {
  return day?.year ? parsed(day).format('YYYY-MM-DD') : '';
}

/** The day of `2026-11-24`; undefined for anything else. */
export function dayOf(text: string | null | undefined): Day | undefined {
  const found = dayjs(text ?? '', 'YYYY-MM-DD', true);
  return found.isValid() ? { year: found.year(), month: found.month() + 1, day: found.date() } : undefined;
}

// ISO 8601 is how Swedes write days.
const IN_VIETNAM = new Intl.DateTimeFormat('sv', { timeZone: 'Asia/Ho_Chi_Minh' });

/** The day of the server, in Vietnam, by which deadlines are counted. */
export function today(): Day {
  return dayOf(IN_VIETNAM.format(session.now()))!;
}

/** How many days have gone by since a day; 0 for today, for a later one and for none. */
export function daysSince(day: Day | null | undefined): number {
  return Math.max(0, daysBetween(day, today()));
}

/** `thứ Ba, 24/11/2026` of a point in time, where the reader is. */
export function dayOfTime(time: string | null | undefined): string {
  return time ? dayjs(time).format(`dddd, ${WRITTEN}`) : '';
}

/** Calendar days from one day to another; 0 if one of them is absent. */
export function daysBetween(from: Day | null | undefined, to: Day | null | undefined): number {
  return from?.year && to?.year ? parsed(to).diff(parsed(from), 'day') : 0;
}
