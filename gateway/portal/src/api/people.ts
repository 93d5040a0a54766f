import { queryOptions, useQuery } from '@tanstack/react-query';
import { allPages, api, id, LARGEST_PAGE, ok, type Schemas } from './client';
import { allUnits, officeOf, provinceOf } from './names';
import { ASSIGNERS, MONITORS } from './roles';

/** A position as identity records it. */
export type Position = Schemas['identity.Position'];

const FIVE_MINUTES = 300_000;

/** The positions held in exactly this unit on a day, today if absent, as far as the caller may see them. */
export const positionsOf = (unit: string, asOf?: string) =>
  queryOptions({
    queryKey: ['people', 'positions', unit, asOf ?? ''],
    enabled: Boolean(unit),
    staleTime: FIVE_MINUTES,
    queryFn: () =>
      allPages(
        (pageToken) => {
          const query = { pageSize: LARGEST_PAGE, pageToken, ...(asOf && { asOfDate: asOf }) };
          return ok(api.GET('/v1/units/{unit}/positions', { params: { path: { unit: id(unit) }, query } }));
        },
        (page) => page.positions,
      ),
  });

/** The positions held in a unit and below it today. */
const positionsBelow = (unit: string) =>
  queryOptions({
    queryKey: ['people', 'below', unit],
    enabled: Boolean(unit),
    staleTime: FIVE_MINUTES,
    queryFn: async () => {
      const people = await allPages(
        (pageToken) => {
          const query = { unit, pageSize: LARGEST_PAGE, pageToken };
          return ok(api.GET('/v1/people', { params: { query } }));
        },
        (page) => page.people,
      );
      return people.flatMap((person) => person.positions ?? []);
    },
  });

const withRoles = (roles: readonly string[]) => (held: Position[]) =>
  held.filter((position) => roles.includes(position.role));

/** Today's positions of the people who assign tasks; none if the caller may not see them. */
export function useAssigners(): Position[] {
  const { data: units = [] } = useQuery(allUnits);
  const { data = [] } = useQuery({
    ...positionsOf(provinceOf(units)?.name ?? ''),
    select: withRoles(ASSIGNERS),
  });
  return data;
}

/** Today's positions of the people who monitor tasks for the Office. */
export function useMonitors(): Position[] {
  const { data: units = [] } = useQuery(allUnits);
  const { data = [] } = useQuery({
    ...positionsBelow(officeOf(units)?.name ?? ''),
    select: withRoles(MONITORS),
  });
  return data;
}

export type Person = Schemas['identity.Person'];

const MOST_FOUND = 20;

/** People whose names contain these words, without regard to case and diacritics. */
export function peopleFound(words: string, asOf?: string) {
  return queryOptions({
    queryKey: ['people', 'found', words, asOf ?? ''],
    queryFn: async () => {
      const query = { pageSize: MOST_FOUND, query: words, ...(asOf && { asOfDate: asOf }) };
      return (await ok(api.GET('/v1/people', { params: { query } }))).people ?? [];
    },
  });
}
