import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, ok } from './client';

const PAGE = 50;

export const DECISIONS = [
  'APPROVAL',
  'ISSUE',
  'RETURN',
  'EXTENSION',
  'COMPLETION',
  'OVERDUE',
  'DELAY_CAUSE',
  'CONTEST',
] as const;
export type PendingDecision = (typeof DECISIONS)[number];

const filterOf = (decision?: PendingDecision) => (decision ? `pending_decision = "${decision}"` : '');

/** How many tasks wait for a decision of the person: for this one, or for any. */
export const decidingCount = (decision?: PendingDecision) =>
  queryOptions({
    queryKey: ['basket', 'deciding', decision ?? ''],
    queryFn: async () => {
      const params = { path: { basket: 'deciding' }, query: { filter: filterOf(decision) } };
      return (await ok(api.GET('/v1/baskets/{basket}', { params }))).totalCount ?? 0;
    },
  });

/** The tasks that wait for a decision of the person, the most urgent first. */
export const deciding = (decision?: PendingDecision) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'deciding', decision ?? ''],
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        basket: 'baskets/deciding',
        filter: filterOf(decision),
        pageSize: PAGE,
        pageToken: pageParam,
      };
      return ok(api.GET('/v1/tasks', { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.nextPageToken || undefined,
  });
