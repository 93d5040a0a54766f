import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, ok } from '@/api/client';

/** The sets of tasks, the newest first. */
export const setsQuery = infiniteQueryOptions({
  queryKey: ['tasks', 'sets'],
  initialPageParam: '',
  queryFn: ({ pageParam }) => ok(api.GET('/v1/taskSets', { params: { query: { pageToken: pageParam } } })),
  getNextPageParam: (page) => page.nextPageToken || undefined,
});
