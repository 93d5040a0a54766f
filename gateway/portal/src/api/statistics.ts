import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from './client';
import { allUnits } from './names';

export const CLASSES = ['DONE_ON_TIME', 'DONE_LATE', 'OPEN_IN_TIME', 'OPEN_OVERDUE'] as const;
export const MARKS = ['DUE_SOON', 'NOT_ACCEPTED', 'EXTENDED'] as const;
export const FIGURES = ['TOTAL', ...CLASSES, ...MARKS] as const;
export const COHORTS = [
  'TO_BE_DONE_IN_PERIOD',
  'ASSIGNED_IN_PERIOD',
  'DUE_IN_PERIOD',
  'CARRIED_OVER',
] as const;

/** A number of the statistics, as its rows are asked for. */
export type Figure = (typeof FIGURES)[number];
export type TaskClass = (typeof CLASSES)[number];
export type Cohort = (typeof COHORTS)[number];
export type Counts = Record<Figure, number>;
export type StatisticsTask = Schemas['reporting.StatisticsTask'];

/** What is asked; what is absent is filled in by the server, which knows the day. */
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
  asOf?: Schemas['google.type.Date'];
  start?: Schemas['google.type.Date'];
  end?: Schemas['google.type.Date'];
  cohort: Cohort;
  rows: AgencyRow[];
  total: Counts;
  extractTime?: string;
  /** The rows that do not add up, by agency; the last one may be empty for the total. Nothing may be shown then. */
  wrong: string[];
}

/** The table by agency. Every screen that shows a number of it asks here. */
export function statisticsQuery(question: Question) {
  return queryOptions({
    queryKey: ['statistics', 'table', question],
    queryFn: async () =>
      statistics(await ok(api.GET('/v1/statistics', { params: { query: { ...question } } }))),
  });
}

/** Which tasks: those of a number, of these agencies one after the other, or of all. */
export interface Selection {
  figure: Figure;
  agencies?: string[];
}

interface Place {
  agency: number;
  pageToken: string;
}

/** The tasks behind a number, page by page. */
export function rowsQuery(question: Question, { figure, agencies = [] }: Selection) {
  return infiniteQueryOptions({
    queryKey: ['statistics', 'rows', question, figure, agencies],
    initialPageParam: { agency: 0, pageToken: '' } as Place,
    queryFn: ({ pageParam }) =>
      rows(question, figure, {
        agency: agencies[pageParam.agency],
        pageSize: 50,
        pageToken: pageParam.pageToken,
      }),
    getNextPageParam: (last, _all, { agency }): Place | undefined => {
      if (last.nextPageToken) return { agency, pageToken: last.nextPageToken };
      return agency + 1 < agencies.length ? { agency: agency + 1, pageToken: '' } : undefined;
    },
  });
}

/** The tasks that are overdue for longest. */
export function mostOverdueQuery(question: Question, count: number) {
  return queryOptions({
    queryKey: ['statistics', 'most-overdue', question, count],
    queryFn: async () => (await rows(question, 'OPEN_OVERDUE', { pageSize: count })).tasks ?? [],
  });
}

export type Step = 'WEEK' | 'MONTH';

export interface Point {
  asOf?: Schemas['google.type.Date'];
  counts: Counts;
}

/** How the numbers went. */
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

export interface Leader {
  person: string;
  name: string;
  title: string;
}

/** Who assigns tasks: the Chairman and the Vice-Chairmen of today; nobody for whoever may not see their positions. */
export const leadersQuery = queryOptions({
  queryKey: ['people', 'leaders'],
  staleTime: 300_000,
  queryFn: async ({ client }): Promise<Leader[]> => {
    const province = (await client.ensureQueryData(allUnits)).find((unit) => unit.kind === 'PROVINCE');
    const found = await ok(
      api.GET('/v1/units/{unit}/positions', {
        params: { path: { unit: id(province?.name ?? '-') }, query: { pageSize: 200 } },
      }),
    );
    return (found.positions ?? [])
      .filter((held) => held.role === 'CHAIRMAN' || held.role === 'VICE_CHAIRMAN')
      .map((held) => ({
        person: held.person ?? '',
        name: held.personDisplayName ?? '',
        title: held.title ?? '',
      }));
  },
});

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

function oneOf<T extends Figure>(among: readonly T[], figure: Figure): T | undefined {
  return among.find((one) => one === figure);
}

function statistics(told: Schemas['reporting.Statistics']): Statistics {
  const table = (told.agencies ?? []).map((row) => ({
    agency: row.agency ?? '',
    name: row.displayName ?? '',
    group: row.group ?? '',
    counts: counts(row.counts),
  }));
  const total = counts(told.total);
  const summed = sum(table.map((row) => row.counts));
  const wrong = table.filter((row) => !addsUp(row.counts)).map((row) => row.name);
  if (!addsUp(total) || FIGURES.some((figure) => summed[figure] !== total[figure])) wrong.push('');
  return {
    asOf: told.asOfDate,
    start: told.periodStartDate,
    end: told.periodEndDate,
    cohort: COHORTS.find((one) => one === told.cohort) ?? 'TO_BE_DONE_IN_PERIOD',
    rows: table,
    total,
    extractTime: told.extractTime,
    wrong,
  };
}

function counts(told: Schemas['reporting.ClassCounts'] | undefined): Counts {
  return {
    TOTAL: Number(told?.total ?? 0),
    DONE_ON_TIME: Number(told?.doneOnTime ?? 0),
    DONE_LATE: Number(told?.doneLate ?? 0),
    OPEN_IN_TIME: Number(told?.openInTime ?? 0),
    OPEN_OVERDUE: Number(told?.openOverdue ?? 0),
    DUE_SOON: Number(told?.dueSoon ?? 0),
    NOT_ACCEPTED: Number(told?.notAccepted ?? 0),
    EXTENDED: Number(told?.extended ?? 0),
  };
}

/** The sum of rows. */
export function sum(of: Counts[]): Counts {
  const summed = counts(undefined);
  for (const one of of) for (const figure of FIGURES) summed[figure] += one[figure];
  return summed;
}

function addsUp(of: Counts): boolean {
  return of.TOTAL === CLASSES.reduce((all, name) => all + of[name], 0);
}
