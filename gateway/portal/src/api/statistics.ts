import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, ok, type Schemas } from './client';
import { oneOf } from './oneOf';

export const CLASSES = ['DONE_ON_TIME', 'DONE_LATE', 'OPEN_IN_TIME', 'OPEN_OVERDUE'] as const;
export const MARKS = ['DUE_SOON', 'NOT_ACCEPTED', 'EXTENDED', 'ISSUED_LATE'] as const;
export const FIGURES = ['TOTAL', ...CLASSES, ...MARKS] as const;
export const COHORTS = [
  'TO_BE_DONE_IN_PERIOD',
  'ASSIGNED_IN_PERIOD',
  'DUE_IN_PERIOD',
  'CARRIED_OVER',
] as const;

/** A number of the statistics: a class, a mark or all tasks. */
export type Figure = (typeof FIGURES)[number];
export type TaskClass = (typeof CLASSES)[number];
export type Cohort = (typeof COHORTS)[number];
export type Counts = Record<Figure, number>;
export type StatisticsTask = Schemas['reporting.StatisticsTask'];

/** Which tasks are counted, and on which day. The server, which knows the day, fills in what is absent. */
export interface Question {
  asOfDate?: string;
  periodStartDate?: string;
  periodEndDate?: string;
  cohort?: Cohort;
  assigner?: string;
}

export interface AgencyRow {
  agency: string;
  name: string;
  group: string;
  counts: Counts;
}

export interface Statistics {
  asOf?: string;
  start?: string;
  end?: string;
  cohort: Cohort;
  rows: AgencyRow[];
  total: Counts;
  /** The tasks behind the total, which counts a periodic task once for each period. */
  taskCount: number;
  extractTime?: string;
  /** Directives by the Office's own time from receipt to issue; absent for readers who do not see every agency. */
  intake?: { inTime: number; late: number };
  /** The agencies whose rows do not add up, and an empty name if the total does not. Then no number may be shown. */
  wrong: string[];
}

/** The table by agency. Every screen that shows one of its numbers uses this query. */
export function statisticsQuery(question: Question) {
  return queryOptions({
    queryKey: ['statistics', 'table', question],
    queryFn: async () =>
      statistics(await ok(api.GET('/v1/statistics', { params: { query: { ...question } } }))),
  });
}

/** Which tasks: those behind a figure, of these agencies one after the other, or of all. */
export interface Selection {
  figure: Figure;
  agencies?: string[];
}

/** Where the next page begins. */
interface Cursor {
  agency: number;
  pageToken: string;
}

/** The tasks behind a figure, page by page. */
export function rowsQuery(question: Question, { figure, agencies = [] }: Selection) {
  return infiniteQueryOptions({
    queryKey: ['statistics', 'rows', question, figure, agencies],
    initialPageParam: { agency: 0, pageToken: '' } as Cursor,
    queryFn: ({ pageParam }) =>
      rows(question, figure, {
        agency: agencies[pageParam.agency],
        pageSize: 50,
        pageToken: pageParam.pageToken,
      }),
    getNextPageParam: (last, _all, { agency }): Cursor | undefined => {
      if (last.nextPageToken) return { agency, pageToken: last.nextPageToken };
      return agency + 1 < agencies.length ? { agency: agency + 1, pageToken: '' } : undefined;
    },
  });
}

/** The tasks that have been overdue longest. */
export function mostOverdueQuery(question: Question, count: number) {
  return queryOptions({
    queryKey: ['statistics', 'most-overdue', question, count],
    queryFn: async () => (await rows(question, 'OPEN_OVERDUE', { pageSize: count })).tasks ?? [],
  });
}

export type Step = 'WEEK' | 'MONTH';

export interface Point {
  asOf?: string;
  counts: Counts;
}

/** The figures over time. */
export function trendQuery(question: Question, step: Step) {
  return queryOptions({
    queryKey: ['statistics', 'trend', question, step],
    queryFn: async (): Promise<Point[]> => {
      const trend = await ok(
        api.GET('/v1/statistics/trend', { params: { query: { ...question, step, pointCount: 12 } } }),
      );
      return (trend.points ?? []).map((point) => ({ asOf: point.asOfDate, counts: counts(point.counts) }));
    },
  });
}

function rows(
  question: Question,
  figure: Figure,
  page: { agency?: string; pageSize: number; pageToken?: string },
) {
  return ok(
    api.GET('/v1/statistics/tasks', {
      params: {
        query: {
          ...question,
          ...page,
          class: oneOf(CLASSES, figure),
          mark: oneOf(MARKS, figure),
          orderBy: figure === 'OPEN_OVERDUE' ? 'days_overdue desc' : 'due_date',
        },
      },
    }),
  );
}

/** The statistics as screens use them, checked: a table that does not add up is worse than none. */
export function statistics(answer: Schemas['reporting.Statistics']): Statistics {
  const table = (answer.agencies ?? []).map((row) => ({
    agency: row.agency ?? '',
    name: row.displayName ?? '',
    group: row.group ?? '',
    counts: counts(row.counts),
  }));
  const total = counts(answer.total);
  const summed = sum(table.map((row) => row.counts));
  const wrong = table.filter((row) => !addsUp(row.counts)).map((row) => row.name);
  if (!addsUp(total) || FIGURES.some((figure) => summed[figure] !== total[figure])) wrong.push('');
  return {
    asOf: answer.asOfDate,
    start: answer.periodStartDate,
    end: answer.periodEndDate,
    cohort: oneOf(COHORTS, answer.cohort) ?? 'TO_BE_DONE_IN_PERIOD',
    rows: table,
    total,
    taskCount: answer.taskCount ?? 0,
    extractTime: answer.extractTime,
    intake: answer.intake && { inTime: answer.intake.inTime ?? 0, late: answer.intake.late ?? 0 },
    wrong,
  };
}

function counts(answer: Schemas['reporting.ClassCounts'] | undefined): Counts {
  return {
    TOTAL: answer?.total ?? 0,
    DONE_ON_TIME: answer?.doneOnTime ?? 0,
    DONE_LATE: answer?.doneLate ?? 0,
    OPEN_IN_TIME: answer?.openInTime ?? 0,
    OPEN_OVERDUE: answer?.openOverdue ?? 0,
    DUE_SOON: answer?.dueSoon ?? 0,
    NOT_ACCEPTED: answer?.notAccepted ?? 0,
    EXTENDED: answer?.extended ?? 0,
    ISSUED_LATE: answer?.issuedLate ?? 0,
  };
}

export function sum(all: Counts[]): Counts {
  const summed = counts(undefined);
  for (const one of all) for (const figure of FIGURES) summed[figure] += one[figure];
  return summed;
}

function addsUp(counted: Counts): boolean {
  return counted.TOTAL === CLASSES.reduce((all, name) => all + counted[name], 0);
}
