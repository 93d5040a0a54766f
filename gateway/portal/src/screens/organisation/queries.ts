import { queryOptions } from '@tanstack/react-query';
import { callerQuery } from '@/api/caller';
import { allPages, api, id, LARGEST_PAGE, ok } from '@/api/client';
import { allUnits } from '@/api/names';
import { positionsOf, type Person } from '@/api/people';
import { session } from '@/api/session';

const A_MOMENT_MS = 10_000;

/** The units of a day, today if absent, in the order of the tree. */
export function unitsOn(asOf: string | undefined) {
  if (!asOf) return allUnits;
  return queryOptions({
    queryKey: ['units', 'on', asOf],
    queryFn: () =>
      allPages(
        (pageToken) => {
          const query = { pageSize: LARGEST_PAGE, pageToken, asOfDate: asOf };
          return ok(api.GET('/v1/units', { params: { query } }));
        },
        (page) => page.units,
      ),
  });
}

/** A unit as of a day; without a day, as it is today or was last. */
export function unitOn(name: string, asOf: string | undefined) {
  return queryOptions({
    queryKey: ['units', 'one', name, asOf ?? ''],
    queryFn: () =>
      ok(
        api.GET('/v1/units/{unit}', {
          params: { path: { unit: id(name) }, query: asOf ? { asOfDate: asOf } : {} },
        }),
      ),
  });
}

/** The positions of a unit on a day. Whoever changes the organisation wants to see them at once. */
export const positionsOn = (unit: string, asOf: string | undefined) => ({
  ...positionsOf(unit, asOf),
  staleTime: A_MOMENT_MS,
});

/** A person as of today. */
export function personQuery(name: string) {
  return queryOptions({
    queryKey: ['people', 'one', name],
    queryFn: () => ok(api.GET('/v1/people/{person}', { params: { path: { person: id(name) } } })),
  });
}

/** The positions that a person held on an earlier day. */
export function positionsHeld(person: Person, asOf: string) {
  return queryOptions({
    queryKey: ['people', 'held', person.name, asOf],
    queryFn: async () => {
      const people = await allPages(
        (pageToken) => {
          const query = { pageSize: LARGEST_PAGE, pageToken, query: person.displayName, asOfDate: asOf };
          return ok(api.GET('/v1/people', { params: { query } }));
        },
        (page) => page.people,
      );
      return people.find((one) => one.name === person.name)?.positions ?? [];
    },
  });
}

/** The people of an agency, as far as the caller may see them. */
export function peopleOf(agency: string) {
  return queryOptions({
    queryKey: ['people', 'of', agency],
    queryFn: async () => {
      const people = await allPages(
        (pageToken) => {
          const query = { pageSize: LARGEST_PAGE, pageToken, unit: agency };
          return ok(api.GET('/v1/people', { params: { query } }));
        },
        (page) => page.people,
      );
      return people.filter((person) => person.agency === agency);
    },
  });
}

/** The identity providers that people of an agency use to sign in. */
export function providersOf(agency: string) {
  return queryOptions({
    ...peopleOf(agency),
    select: (people: readonly Person[]) =>
      [...new Set(people.map((person) => person.identityProvider ?? ''))].filter(Boolean),
  });
}

/** What needs approval inside an agency; only its own people may read it. */
export function approvalSettings(agency: string) {
  return queryOptions({
    queryKey: ['approvalSettings', agency],
    queryFn: () =>
      ok(api.GET('/v1/units/{unit}/approvalSettings', { params: { path: { unit: id(agency) } } })),
  });
}

/** What the caller may do somewhere in the organisation. */
export const callerActions = queryOptions({
  ...callerQuery,
  select: ({ allowedActions }: { allowedActions?: string[] }) => allowedActions ?? [],
});

/** The caller's own unit: it is shown by default. */
export function ownUnit(): string | undefined {
  return session.positions()[0]?.unit;
}
