import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from './client';

export type Unit = Schemas['identity.Unit'];
export type Person = Schemas['identity.Person'];

const FIVE_MINUTES = 300_000;

/** Every agency and unit that lives today, in the order of lists. */
export const allUnits = queryOptions({
  queryKey: ['units'],
  staleTime: FIVE_MINUTES,
  queryFn: async () => {
    const units: Unit[] = [];
    let pageToken = '';
    do {
      const page = await ok(api.GET('/v1/units', { params: { query: { pageSize: 200, pageToken } } }));
      units.push(...(page.units ?? []));
      pageToken = page.nextPageToken ?? '';
    } while (pageToken);
    return units;
  },
});

/** The name of a unit for people; its resource name until it is known, or if it no longer lives. */
export function useUnitName(): (name: string | undefined) => string {
  const { data } = useQuery({
    ...allUnits,
    select: (units) => new Map(units.map((unit) => [unit.name, unit.shortName || unit.displayName])),
  });
  return (name) => (name ? (data?.get(name) ?? '…') : '');
}

/** A person's record; absent while it loads, and for who may not be seen. */
export function usePerson(name: string | undefined): Person | undefined {
  const { data } = useQuery({
    queryKey: ['people', name],
    enabled: Boolean(name),
    staleTime: FIVE_MINUTES,
    retry: false,
    queryFn: () => ok(api.GET('/v1/people/{person}', { params: { path: { person: id(name ?? '') } } })),
  });
  return data;
}
