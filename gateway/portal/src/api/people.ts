import { queryOptions, useQuery } from '@tanstack/react-query';
import { allPages, api, id, LARGEST_PAGE, ok, type Schemas } from './client';

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

/** A person to choose, with the title of a position, which tells namesakes apart. */
export interface Candidate {
  person: string;
  displayName: string;
  title: string;
}

const candidates = (purpose: 'ASSIGNER' | 'MONITOR', field = '') =>
  queryOptions({
    queryKey: ['people', 'candidates', purpose, field],
    staleTime: FIVE_MINUTES,
    queryFn: async (): Promise<Candidate[]> => {
      const { candidates: found = [] } = await ok(
        api.GET('/v1/candidates', { params: { query: { purpose, field } } }),
      );
      return found.map(({ person = '', displayName = '', title = '' }) => ({ person, displayName, title }));
    },
  });

/** The people who may be named as assigners of tasks, by rank; none if the caller may not see them. */
export function useAssigners(enabled = true): Candidate[] {
  return useQuery({ ...candidates('ASSIGNER'), enabled }).data ?? [];
}

/** The people who may monitor tasks of a field, by rank; none if the caller may not see them. */
export function useMonitors(field: string): Candidate[] {
  return useQuery(candidates('MONITOR', field)).data ?? [];
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
