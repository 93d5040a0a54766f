import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, ok } from './client';

const PAGE = 50;

/** How many tasks wait for a decision of the person. */
export const decidingCount = queryOptions({
  queryKey: ['basket', 'deciding', ''],
  queryFn: async () => {
    const params = { path: { basket: 'deciding' } };
    return (await ok(api.GET('/v1/baskets/{basket}', { params }))).totalCount ?? 0;
  },
});

/** The tasks that wait for a decision of the person, the most urgent first. */
export const deciding = infiniteQueryOptions({
  queryKey: ['tasks', 'deciding'],
  placeholderData: keepPreviousData,
  initialPageParam: '',
  queryFn: ({ pageParam }) => {
    const query = { basket: 'baskets/deciding', pageSize: PAGE, pageToken: pageParam };
    return ok(api.GET('/v1/tasks', { params: { query } }));
  },
  getNextPageParam: (page) => page.nextPageToken || undefined,
});
