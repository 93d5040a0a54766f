import dayjs from 'dayjs';
import { COHORTS, type Cohort, type Question } from '@/api/statistics';
import { dayOf, iso, today } from '../dates';
import { PERIODS, spanOf, type Period } from './period';

/** Which numbers, as the address says it. `at` is any day of the period; the present one if absent. */
export interface StatisticsSearch {
  period?: Period;
  at?: string;
  from?: string;
  to?: string;
  asOf?: string;
  cohort?: Cohort;
  leader?: string;
}

/** What of an address is understood; the rest is dropped. */
export function statisticsSearch(raw: Record<string, unknown>): StatisticsSearch {
  return {
    period: choice(PERIODS, raw.period),
    at: day(raw.at),
    from: day(raw.from),
    to: day(raw.to),
    asOf: day(raw.asOf),
    cohort: choice(COHORTS, raw.cohort),
    leader: typeof raw.leader === 'string' && /^[a-z0-9-]{1,63}$/.test(raw.leader) ? raw.leader : undefined,
  };
}

export function choice<T extends string>(among: readonly T[], value: unknown): T | undefined {
  return among.find((one) => one === value);
}

function day(value: unknown): string | undefined {
  return typeof value === 'string' && dayOf(value) ? value : undefined;
}

/** What is asked of the server. The same address asks the same on every screen. */
export function questionOf(search: StatisticsSearch): Question {
  return {
    ...daysOf(search),
    cohort: search.cohort,
    assigner: search.leader && `people/${search.leader}`,
  };
}

function daysOf({ period = 'year', at, from, to, asOf }: StatisticsSearch): Question {
  if (period === 'range') return { asOfDate: asOf, periodStartDate: from, periodEndDate: to };
  // The year until today is what the server takes by itself.
  if (period === 'year' && !at) return { asOfDate: asOf };
  const present = iso(today());
  const { start, end } = spanOf(period, dayjs(at ?? present));
  return {
    // A period that is over is seen as it ended, unless another day is asked for.
    asOfDate: asOf ?? (end.isBefore(present, 'day') ? end.format('YYYY-MM-DD') : undefined),
    periodStartDate: start.format('YYYY-MM-DD'),
    periodEndDate: end.format('YYYY-MM-DD'),
  };
}
