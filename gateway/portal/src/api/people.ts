import { queryOptions } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from './client';
import type { Role } from './session';

/** A position that somebody holds. */
export type Held = Schemas['identity.Position'];

const FIVE_MINUTES = 300_000;

/** Who holds a position in exactly this unit today. */
export const positionsOf = (unit: string) =>
  queryOptions({
    queryKey: ['people', 'positions', unit],
    enabled: Boolean(unit),
    staleTime: FIVE_MINUTES,
    queryFn: async () => {
      const params = { path: { unit: id(unit) }, query: { pageSize: 200 } };
      const page = await ok(api.GET('/v1/units/{unit}/positions', { params }));
      return page.positions ?? [];
    },
  });

/** Who holds a position with one of these roles in a unit or below it today. */
export const positionsBelow = (unit: string, roles: Role[]) =>
  queryOptions({
    queryKey: ['people', 'below', unit, roles],
    enabled: Boolean(unit),
    staleTime: FIVE_MINUTES,
    queryFn: async () => {
      const held: Held[] = [];
      let pageToken = '';
      do {
        const query = { unit, pageSize: 200, pageToken };
        const page = await ok(api.GET('/v1/people', { params: { query } }));
        held.push(...(page.people ?? []).flatMap((person) => person.positions ?? []));
        pageToken = page.nextPageToken ?? '';
      } while (pageToken);
      return held.filter((position) => (roles as string[]).includes(position.role));
    },
  });
