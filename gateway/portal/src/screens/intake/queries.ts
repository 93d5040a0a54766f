import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from '@/api/client';
import type { DirectiveSearch } from './search';

export type Directive = Schemas['document.Directive'];
export type Proposal = Schemas['document.Proposal'];
export type Forwarding = Schemas['document.Forwarding'];
export type Task = Schemas['task.Task'];

const LARGEST_PAGE = 200;
const READING_AGAIN_AFTER = 1_500;

interface Page {
  nextPageToken?: string;
}

async function all<P extends Page, R>(
  page: (token: string) => Promise<P>,
  rows: (page: P) => R[] | undefined,
) {
  const found: R[] = [];
  let token = '';
  do {
    const next = await page(token);
    found.push(...(rows(next) ?? []));
    token = next.nextPageToken ?? '';
  } while (token);
  return found;
}

export const directivesQuery = (search: DirectiveSearch) =>
  infiniteQueryOptions({
    queryKey: ['directives', search],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/v1/directives', {
          params: {
            query: {
              pageSize: 50,
              pageToken: pageParam,
              query: search.q,
              proposedOnly: search.open,
              forwardedOnly: search.forwarded,
              unopenedOnly: search.unopened,
              readings: search.reading && [search.reading],
            },
          },
        }),
      ),
    getNextPageParam: (last) => last.nextPageToken || undefined,
  });

export const directiveQuery = (name: string) =>
  queryOptions({
    queryKey: ['directive', name],
    queryFn: () => ok(api.GET('/v1/directives/{directive}', { params: { path: { directive: id(name) } } })),
    refetchInterval: ({ state }) => state.data?.reading === 'PENDING' && READING_AGAIN_AFTER,
  });

/** The other directive that has the number; undefined if it is not this person's to see. */
export const twinQuery = (number: string, besides: string) =>
  queryOptions({
    queryKey: ['directives', 'twin', number, besides],
    queryFn: async () => {
      const found = await ok(
        api.GET('/v1/directives', { params: { query: { query: number, pageSize: 50 } } }),
      );
      const twin = found.directives?.find((one) => one.numberSymbol === number && one.name !== besides);
      return twin?.name ?? '';
    },
  });

export const proposalsQuery = (name: string) =>
  queryOptions({
    queryKey: ['proposals', name],
    queryFn: () =>
      all(
        (pageToken) =>
          ok(
            api.GET('/v1/directives/{directive}/proposals', {
              params: { path: { directive: id(name) }, query: { pageSize: LARGEST_PAGE, pageToken } },
            }),
          ),
        (page) => page.proposals,
      ),
  });

export const forwardingsQuery = (name: string) =>
  queryOptions({
    queryKey: ['directive', name, 'forwardings'],
    queryFn: () =>
      all(
        (pageToken) =>
          ok(
            api.GET('/v1/directives/{directive}/forwardings', {
              params: { path: { directive: id(name) }, query: { pageSize: LARGEST_PAGE, pageToken } },
            }),
          ),
        (page) => page.forwardings,
      ),
  });

/** The tasks that were made from a directive, as far as the person may see them. */
export const tasksQuery = (name: string) =>
  queryOptions({
    queryKey: ['tasks', 'directive', name],
    queryFn: () =>
      all(
        (pageToken) =>
          ok(
            api.GET('/v1/tasks', {
              params: { query: { filter: `directive = "${name}"`, pageSize: LARGEST_PAGE, pageToken } },
            }),
          ),
        (page) => page.tasks,
      ),
  });

export const fileQuery = (name: string) =>
  queryOptions({
    queryKey: ['file', name],
    staleTime: Infinity,
    queryFn: () => ok(api.GET('/v1/files/{file}', { params: { path: { file: id(name) } } })),
  });
