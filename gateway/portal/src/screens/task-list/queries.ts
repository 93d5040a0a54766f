import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, ok, type Schemas } from '@/api/client';
import { filterOf, orderOf } from './filters/filter';
import type { Basket, Search, Size } from './search';

export type Task = Schemas['task.Task'];
export type Counters = Schemas['task.Basket'];

export const USUAL_SIZE: Size = 50;

export function tasksOf(basket: Basket, search: Search) {
  const query = {
    basket: `baskets/${basket}`,
    filter: filterOf(search),
    orderBy: orderOf(search),
    pageSize: search.size ?? USUAL_SIZE,
    pageToken: search.at ?? '',
  };
  return queryOptions({
    queryKey: ['tasks', query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ok(api.GET('/v1/tasks', { params: { query }, signal })),
  });
}

export function countersOf(basket: Basket, filter: string) {
  return queryOptions({
    queryKey: ['basket', basket, filter],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ok(api.GET('/v1/baskets/{basket}', { params: { path: { basket }, query: { filter } }, signal })),
  });
}

/** A directive of which only the number is wanted. */
export function directiveOf(name: string | undefined) {
  return queryOptions({
    queryKey: ['directive', name],
    enabled: Boolean(name),
    staleTime: 300_000,
    queryFn: () =>
      ok(
        api.GET('/v1/directives/{directive}', {
          params: { path: { directive: (name ?? '').replace('directives/', '') } },
        }),
      ),
  });
}
