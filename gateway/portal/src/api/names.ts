import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { allPages, api, LARGEST_PAGE, ok, type Schemas } from './client';

export type Unit = Schemas['identity.Unit'];
export type Named = Schemas['identity.NamedResource'];

const FIVE_MINUTES = 300_000;
const NAMES_PER_CALL = 100;
const GATHER_MS = 10;

/** Today's agencies and units, in the order of lists. */
export const allUnits = queryOptions({
  queryKey: ['units'],
  staleTime: FIVE_MINUTES,
  queryFn: () =>
    allPages(
      (pageToken) => ok(api.GET('/v1/units', { params: { query: { pageSize: LARGEST_PAGE, pageToken } } })),
      (page) => page.units,
    ),
});

export function provinceOf(units: Unit[]): Unit | undefined {
  return units.find((unit) => unit.kind === 'PROVINCE');
}

/** The names of a unit and of all units below it. */
export function unitsWithin(units: Unit[], top: string): Set<string> {
  const found = new Set([top]);
  // A child may stand before its parent: go through the list until nothing is added.
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const unit of units) if (found.has(unit.parentUnit ?? '')) found.add(unit.name ?? '');
  }
  return found;
}

/**
 * The display name of a unit or a person. All names that a screen needs at the same moment are read in one call. An
 * unknown resource has no name; its resource name is never shown instead.
 */
export function useNamed(name: string | null | undefined): Named | undefined {
  const { data } = useQuery({
    queryKey: ['named', name],
    enabled: Boolean(name),
    staleTime: FIVE_MINUTES,
    queryFn: () => load(name ?? ''),
  });
  return data ?? undefined;
}

const NOBODY: Readonly<Record<string, Named>> = {};

/** The same for all names of a list, by name, with one observer for the whole list. */
export function useNames(names: (string | undefined)[]): Readonly<Record<string, Named>> {
  const queries = useQueryClient();
  const wanted = [...new Set(names)].filter((name): name is string => Boolean(name)).sort();
  const { data } = useQuery({
    queryKey: ['named', wanted],
    enabled: wanted.length > 0,
    staleTime: FIVE_MINUTES,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const found = await Promise.all(
        wanted.map((name) =>
          queries.fetchQuery({
            queryKey: ['named', name],
            staleTime: FIVE_MINUTES,
            queryFn: () => load(name),
          }),
        ),
      );
      return Object.fromEntries(wanted.flatMap((name, at) => (found[at] ? [[name, found[at]]] : [])));
    },
  });
  return data ?? NOBODY;
}

const waiting = new Map<string, ((found: Named | null) => void)[]>();
let nextCall: Promise<void> | undefined;

/** Joins the next call for names. */
function load(name: string): Promise<Named | null> {
  return new Promise((resolve, reject) => {
    waiting.set(name, [...(waiting.get(name) ?? []), resolve]);
    nextCall ??= new Promise<void>((next) => setTimeout(next, GATHER_MS)).then(loadWaiting);
    nextCall.catch(reject);
  });
}

async function loadWaiting(): Promise<void> {
  nextCall = undefined;
  const batch = new Map(waiting);
  waiting.clear();
  const names = [...batch.keys()];
  for (let at = 0; at < names.length; at += NAMES_PER_CALL) {
    const some = names.slice(at, at + NAMES_PER_CALL);
    const answer = await ok(api.GET('/v1/names:batchGet', { params: { query: { names: some } } }));
    const found = new Map((answer.resources ?? []).map((resource) => [resource.name, resource]));
    for (const name of some)
      batch.get(name)?.forEach((resolve) => {
        resolve(found.get(name) ?? null);
      });
  }
}
