import { daysAfter, daysBetween, isWeekend, type Day } from '@/ui/dates';

/** What can be said of a due day without the calendar of holidays, which only the server has. */
export interface Hint {
  kind: 'past' | 'today' | 'left';
  weekend: boolean;
  /** Mondays to Fridays after the first day, the due day included. */
  days: number;
}

export function hintOf(due: Day, since: Day): Hint {
  const between = daysBetween(since, due);
  let days = 0;
  for (let count = 1; count <= between; count += 1) if (!isWeekend(daysAfter(since, count))) days += 1;
  const kind = between < 0 ? 'past' : between === 0 ? 'today' : 'left';
  return { kind, weekend: isWeekend(due), days };
}

/** The day so many Mondays to Fridays after another one. */
export function afterWorkingDays(since: Day, days: number): Day {
  let day = since;
  for (let left = days; left > 0;) {
    day = daysAfter(day, 1);
    if (!isWeekend(day)) left -= 1;
  }
  return day;
}

/** The `10` of `trong thời hạn 10 ngày làm việc kể từ ngày ban hành`. */
export function workingDaysIn(words: string): number | undefined {
  const found = /(\d{1,2})\s*ngày làm việc/iu.exec(words.normalize('NFC'));
  return found ? Number(found[1]) : undefined;
}
