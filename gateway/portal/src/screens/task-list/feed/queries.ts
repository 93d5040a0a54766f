import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';
import { session } from '@/api/session';

export type Feed = Schemas['identity.CalendarFeed'];

const ofPerson = () => ({ person: id(session.get().person) });

export const calendarFeed = () =>
  queryOptions({
    queryKey: ['calendarFeed'],
    queryFn: () => ok(api.GET('/v1/people/{person}/calendarFeed', { params: { path: ofPerson() } })),
  });

/** Makes a new address, which only this answer holds. */
export function useRenewFeed() {
  const keep = useKeep();
  return useCommand<undefined, Feed>(
    (_, once) =>
      ok(
        api.POST('/v1/people/{person}/calendarFeed:renew', {
          params: { path: ofPerson(), header: once },
          body: {},
        }),
      ),
    { onSuccess: keep },
  );
}

export function useStopFeed() {
  const keep = useKeep();
  return useCommand<undefined, Feed>(
    (_, once) =>
      ok(
        api.POST('/v1/people/{person}/calendarFeed:stop', {
          params: { path: ofPerson(), header: once },
          body: {},
        }),
      ),
    { onSuccess: keep },
  );
}

function useKeep() {
  const queries = useQueryClient();
  return (feed: Feed) => {
    queries.setQueryData(calendarFeed().queryKey, { ...feed, secret: '' });
  };
}
