import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { TaskAccess } from '@/api/access';
import { api, ok, type Schemas } from '@/api/client';
import { directiveQuery } from '@/api/directives';
import { oneOf } from '@/api/oneOf';
import type { Month } from '@/ui/months';
import { filterOf, orderOf } from './filters/filter';
import { BASKETS, USUAL_SIZE, type Basket, type Search } from './search';

export type Counters = Schemas['task.Basket'];

/** The person's baskets in the order of the tabs. Everybody has the last one, be it empty. */
export function basketsOf(access: TaskAccess): Basket[] {
  return BASKETS.filter((basket) => basket === 'all' || access.baskets.includes(basket));
}

/** The basket of an address; if it names none of the person's baskets, the one to open first. */
export function basketOf(search: Search, access: TaskAccess): Basket {
  return oneOf(basketsOf(access), search.basket) ?? oneOf(BASKETS, access.baskets[0]) ?? 'all';
}

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

export type DueDay = Schemas['task.DueDay'];

export function dueDaysOf(basket: Basket, month: Month, search: Search) {
  const query = { basket: `baskets/${basket}`, filter: filterOf(search), month };
  return queryOptions({
    queryKey: ['tasks', 'due-days', query],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) =>
      (await ok(api.GET('/v1/dueDays', { params: { query }, signal }))).days ?? [],
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

/** The directive by whose number the filter is shown. */
export function filteredDirective(name: string | undefined) {
  return { ...directiveQuery(name ?? ''), enabled: Boolean(name), staleTime: 300_000 };
}
