import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, id, LARGEST_PAGE, ok } from '@/api/client';
import { subscriberOf, type Subscriber } from './events';

/** What is stuck comes and goes by itself. */
const LOOK_AGAIN = 10_000;
const path = (subscriber: Subscriber) => ({
  path: { subscriber },
  query: { pageSize: LARGEST_PAGE },
});

/** What is stuck at one service, those first that have been stuck longest. */
export const stuckAt = (subscriber: Subscriber) =>
  queryOptions({
    queryKey: ['operations', 'stuck', subscriber],
    refetchInterval: LOOK_AGAIN,
    placeholderData: keepPreviousData,
    queryFn: () => ok(api.GET('/v1/subscribers/{subscriber}/stuckEvents', { params: path(subscriber) })),
  });

/** What was done at one service, newest first. */
export const doneAt = (subscriber: Subscriber) =>
  queryOptions({
    queryKey: ['operations', 'done', subscriber],
    queryFn: () => ok(api.GET('/v1/subscribers/{subscriber}/interventions', { params: path(subscriber) })),
  });

/** A stuck event with its headers and the fields of its payload. */
export const stuckEvent = (name: string) =>
  queryOptions({
    queryKey: ['operations', 'event', name],
    queryFn: () =>
      ok(
        api.GET('/v1/subscribers/{subscriber}/stuckEvents/{stuck_event}', {
          params: { path: { subscriber: subscriberOf(name), stuck_event: id(name) } },
        }),
      ),
  });
