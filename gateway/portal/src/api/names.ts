import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ok, type Schemas } from './client';

export type Unit = Schemas['identity.Unit'];
export type Named = Schemas['identity.NamedResource'];

const FIVE_MINUTES = 300_000;
const MOST_NAMES = 100;

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

/**
 * How a unit or a person is called. All that one screen asks for in the same moment is asked of the server at once.
 * A resource that is not known is shown by nothing, never by its resource name.
 */
export function useNamed(name: string | null | undefined): Named | undefined {
  const { data } = useQuery({
    queryKey: ['named', name],
    enabled: Boolean(name),
    staleTime: FIVE_MINUTES,
    queryFn: () => named(name ?? ''),
  });
  return data ?? undefined;
}

/** The same for all names of a list, with one observer for the whole list; by name. */
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
            queryFn: () => named(name),
          }),
        ),
      );
      return Object.fromEntries(wanted.flatMap((name, at) => (found[at] ? [[name, found[at]]] : [])));
    },
  });
  return data ?? NOBODY;
}

const NOBODY: Readonly<Record<string, Named>> = {};
const waiting = new Map<string, ((found: Named | null) => void)[]>();
let asked: Promise<void> | undefined;

function named(name: string): Promise<Named | null> {
  return new Promise((resolve, reject) => {
    waiting.set(name, [...(waiting.get(name) ?? []), resolve]);
    asked ??= new Promise<void>((next) => setTimeout(next, 10)).then(ask);
    asked.catch(reject);
  });
}

async function ask(): Promise<void> {
  asked = undefined;
  const batch = new Map(waiting);
  waiting.clear();
  const names = [...batch.keys()];
  for (let at = 0; at < names.length; at += MOST_NAMES) {
    const some = names.slice(at, at + MOST_NAMES);
    const answer = await ok(api.GET('/v1/names:batchGet', { params: { query: { names: some } } }));
    const found = new Map((answer.resources ?? []).map((one) => [one.name, one]));
    for (const name of some)
      batch.get(name)?.forEach((resolve) => {
        resolve(found.get(name) ?? null);
      });
  }
}
