import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, ok, type Schemas } from '@/api/client';
import { directiveQuery } from '@/api/directives';
import { firstBasket, hasBasket } from '@/api/roles';
import { filterOf, orderOf } from './filters/filter';
import { BASKETS, USUAL_SIZE, type Basket, type Search } from './search';

export type Counters = Schemas['task.Basket'];

/** The baskets of the person. */
export function baskets(): Basket[] {
  return BASKETS.filter(hasBasket);
}

/** The basket of an address; if it names none of the person's baskets, the first one. */
export function basketOf(search: Search): Basket {
  return search.basket && hasBasket(search.basket) ? search.basket : firstBasket();
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
