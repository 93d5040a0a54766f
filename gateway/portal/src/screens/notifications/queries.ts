import { infiniteQueryOptions, keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { api, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';
import { GROUPS, type Search } from './search';

export type Notification = Schemas['notification.Notification'];

const LATEST = 8;
const PAGE = 50;

/** The newest notifications, and how many are unread. */
export const latest = queryOptions({
  queryKey: ['notifications', 'latest'],
  queryFn: () => ok(api.GET('/v1/notifications', { params: { query: { pageSize: LATEST } } })),
});

export function notificationsOf(search: Search) {
  const kinds = search.group ? [...GROUPS[search.group]] : undefined;
  return infiniteQueryOptions({
    queryKey: ['notifications', 'list', search],
    placeholderData: keepPreviousData,
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/v1/notifications', {
          params: {
            query: { pageSize: PAGE, pageToken: pageParam, unreadOnly: search.unread ?? false, kinds },
          },
        }),
      ),
    getNextPageParam: (page) => page.nextPageToken || undefined,
  });
}

/** Marks some notifications as read, or all up to the newest one that is shown. */
export function useReading() {
  const queries = useQueryClient();
  return useCommand(
    (what: { names: string[] } | { all: true; untilTime?: string }, once) =>
      ok(api.POST('/v1/notifications:batchRead', { params: { header: once }, body: what })),
    { onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications'] }) },
  );
}
