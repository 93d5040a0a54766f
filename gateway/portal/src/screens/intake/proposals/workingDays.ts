import type { Day } from '@/ui/dates';

/** What can be said of a due day without the calendar of holidays, which only the server has. */
export interface Hint {
  kind: 'past' | 'today' | 'left';
  weekend: boolean;
  /** Mondays to Fridays from the day after the first one. */
  days: number;
}

const A_DAY = 86_400_000;

function utc(day: Day): number {
  return Date.UTC(day.year ?? 0, (day.month ?? 1) - 1, day.day ?? 1);
}

function isWeekend(time: number): boolean {
  const weekday = new Date(time).getUTCDay();
  return weekday === 0 || weekday === 6;
}

export function hintOf(due: Day, since: Day): Hint {
  const end = utc(due);
  let days = 0;
  for (let time = utc(since) + A_DAY; time <= end; time += A_DAY) if (!isWeekend(time)) days += 1;
  const kind = end < utc(since) ? 'past' : end === utc(since) ? 'today' : 'left';
  return { kind, weekend: isWeekend(end), days };
}

/** The day that is so many Mondays to Fridays after another one. */
export function afterWorkingDays(since: Day, days: number): Day {
  let time = utc(since);
  for (let left = days; left > 0;) {
    time += A_DAY;
    if (!isWeekend(time)) left -= 1;
  }
  const found = new Date(time);
  return { year: found.getUTCFullYear(), month: found.getUTCMonth() + 1, day: found.getUTCDate() };
}

/** `10` of `trong thời hạn 10 ngày làm việc kể từ ngày ban hành`. */
export function workingDaysIn(words: string): number | undefined {
  const found = /(\d{1,2})\s*ngày làm việc/iu.exec(words.normalize('NFC'));
  return found ? Number(found[1]) : undefined;
}
