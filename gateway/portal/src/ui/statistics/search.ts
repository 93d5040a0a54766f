import dayjs from 'dayjs';
import { oneOf } from '@/api/oneOf';
import { COHORTS, type Cohort, type Question } from '@/api/statistics';
import { dayOf, iso, today } from '../dates';
import { PERIODS, spanOf, type Period } from './period';

/** Which figures, as the address says. `at` is any day of the period; absent, the present period. */
export interface StatisticsSearch {
  period?: Period;
  at?: string;
  from?: string;
  to?: string;
  asOf?: string;
  cohort?: Cohort;
  leader?: string;
}

/** What an address asks for; whatever else it contains is dropped. */
export function statisticsSearch(raw: Record<string, unknown>): StatisticsSearch {
  return {
    period: oneOf(PERIODS, raw.period),
    at: day(raw.at),
    from: day(raw.from),
    to: day(raw.to),
    asOf: day(raw.asOf),
    cohort: oneOf(COHORTS, raw.cohort),
    leader: typeof raw.leader === 'string' && /^[a-z0-9-]{1,63}$/.test(raw.leader) ? raw.leader : undefined,
  };
}

function day(value: unknown): string | undefined {
  return typeof value === 'string' && dayOf(value) ? value : undefined;
}

/** The question to the server. The same address asks the same on every screen. */
export function questionOf(search: StatisticsSearch): Question {
  return {
    ...daysOf(search),
    cohort: search.cohort,
    assigner: search.leader && `people/${search.leader}`,
  };
}

function daysOf({ period = 'year', at, from, to, asOf }: StatisticsSearch): Question {
  if (period === 'range') return { asOfDate: asOf, periodStartDate: from, periodEndDate: to };
  // Without a period the server takes the year until today.
  if (period === 'year' && !at) return { asOfDate: asOf };
  const present = iso(today());
  const { start, end } = spanOf(period, dayjs(at ?? present));
  return {
    // A period that is over is shown as it ended, unless the person chose another day.
    asOfDate: asOf ?? (end.isBefore(present, 'day') ? end.format('YYYY-MM-DD') : undefined),
    periodStartDate: start.format('YYYY-MM-DD'),
    periodEndDate: end.format('YYYY-MM-DD'),
  };
}
