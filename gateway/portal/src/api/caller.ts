import { queryOptions } from '@tanstack/react-query';
import { api, ok } from './client';

/** The signed-in person as identity knows them: the positions held today, and what they allow somewhere. */
export const callerQuery = queryOptions({
  queryKey: ['people', 'caller'],
  staleTime: 300_000,
  queryFn: () => ok(api.GET('/v1/caller')),
});
