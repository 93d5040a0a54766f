import { queryOptions } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from './client';

export type Directive = Schemas['document.Directive'];

const WHILE_READING_MS = 1_500;

export const directiveQuery = (name: string) =>
  queryOptions({
    queryKey: ['directive', name],
    queryFn: () => ok(api.GET('/v1/directives/{directive}', { params: { path: { directive: id(name) } } })),
    refetchInterval: ({ state }) => state.data?.reading === 'PENDING' && WHILE_READING_MS,
  });
