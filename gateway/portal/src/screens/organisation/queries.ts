import { queryOptions } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from '@/api/client';
import { allUnits, type Unit } from '@/api/names';
import { session } from '@/api/session';

export type Person = Schemas['identity.Person'];
export type Position = Schemas['identity.Position'];
export type Role = Schemas['identity.Role'];

const PAGE = 200;
const FOUND = 20;

interface PageOf<T> {
  items: T[] | undefined;
  next: string | undefined;
}

async function everything<T>(ask: (pageToken: string) => Promise<PageOf<T>>): Promise<T[]> {
  const all: T[] = [];
  let pageToken = '';
  do {
    const { items, next } = await ask(pageToken);
    all.push(...(items ?? []));
    pageToken = next ?? '';
  } while (pageToken);
  return all;
}

/** All units that live on a day, today if absent, in the order of the tree. */
export function unitsOn(asOf: string | undefined) {
  if (!asOf) return allUnits;
  return queryOptions({
    queryKey: ['units', 'on', asOf],
    queryFn: () =>
      everything<Unit>(async (pageToken) => {
        const query = { pageSize: PAGE, pageToken, asOfDate: asOf };
        const page = await ok(api.GET('/v1/units', { params: { query } }));
        return { items: page.units, next: page.nextPageToken };
      }),
  });
}

/** One unit as of a day; without a day as it is today, or was last. */
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

/** Who holds positions in a unit on a day, as far as the caller may see them. */
export function positionsOf(unit: string, asOf: string | undefined) {
  return queryOptions({
    queryKey: ['people', 'positions', unit, asOf ?? ''],
    queryFn: () =>
      everything<Position>(async (pageToken) => {
        const query = { pageSize: PAGE, pageToken, ...(asOf && { asOfDate: asOf }) };
        const page = await ok(
          api.GET('/v1/units/{unit}/positions', { params: { path: { unit: id(unit) }, query } }),
        );
        return { items: page.positions, next: page.nextPageToken };
      }),
  });
}

export function personNow(name: string) {
  return queryOptions({
    queryKey: ['people', 'one', name],
    queryFn: () => ok(api.GET('/v1/people/{person}', { params: { path: { person: id(name) } } })),
  });
}

/** People whose name contains words, without regard to case and diacritics. */
export function peopleFound(words: string, asOf?: string) {
  return queryOptions({
    queryKey: ['people', 'found', words, asOf ?? ''],
    queryFn: async () => {
      const query = { pageSize: FOUND, query: words, ...(asOf && { asOfDate: asOf }) };
      return (await ok(api.GET('/v1/people', { params: { query } }))).people ?? [];
    },
  });
}

/** The positions that a person held on an earlier day. */
export function positionsHeld(person: Person, asOf: string) {
  return queryOptions({
    queryKey: ['people', 'held', person.name, asOf],
    queryFn: () =>
      everything<Person>(async (pageToken) => {
        const query = { pageSize: PAGE, pageToken, query: person.displayName, asOfDate: asOf };
        const page = await ok(api.GET('/v1/people', { params: { query } }));
        return { items: page.people, next: page.nextPageToken };
      }).then((people) => people.find((one) => one.name === person.name)?.positions ?? []),
  });
}

/** Where people of an agency sign in: the province's accounts, and whatever their colleagues use. */
export function providersOf(agency: string) {
  return queryOptions({
    queryKey: ['people', 'providers', agency],
    queryFn: async () => {
      const people = await everything<Person>(async (pageToken) => {
        const query = { pageSize: PAGE, pageToken, unit: agency };
        const page = await ok(api.GET('/v1/people', { params: { query } }));
        return { items: page.people, next: page.nextPageToken };
      });
      const own = people.filter((person) => person.agency === agency);
      return [...new Set(own.map((person) => person.identityProvider ?? ''))].filter(Boolean);
    },
  });
}

/** What the caller may do with the organisation somewhere. */
export const callerActions = queryOptions({
  queryKey: ['people', 'caller', 'actions'],
  staleTime: 300_000,
  queryFn: async () => (await ok(api.GET('/v1/caller'))).allowedActions ?? [],
});

/** The unit that is shown to who has not chosen one: the own. */
export function ownUnit(): string | undefined {
  return session.get().positions[0]?.unit;
}
