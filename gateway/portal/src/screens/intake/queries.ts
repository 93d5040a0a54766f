import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { allPages, api, id, LARGEST_PAGE, ok, type Schemas } from '@/api/client';
import type { DirectiveSearch } from './search';

export type Proposal = Schemas['document.Proposal'];
export type Forwarding = Schemas['document.Forwarding'];

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
              affectedOnly: search.affected,
              readings: search.reading && [search.reading],
            },
          },
        }),
      ),
    getNextPageParam: (last) => last.nextPageToken || undefined,
  });

export const proposalsQuery = (directive: string) =>
  queryOptions({
    queryKey: ['proposals', directive],
    queryFn: () =>
      allPages(
        (pageToken) =>
          ok(
            api.GET('/v1/directives/{directive}/proposals', {
              params: { path: { directive: id(directive) }, query: { pageSize: LARGEST_PAGE, pageToken } },
            }),
          ),
        (page) => page.proposals,
      ),
  });

/** Directives with these words in number or subject, the newest first. */
export const directivesFound = (words: string) =>
  queryOptions({
    queryKey: ['directives', 'found', words],
    queryFn: async () => {
      const found = await ok(
        api.GET('/v1/directives', { params: { query: { query: words, pageSize: 20 } } }),
      );
      return found.directives ?? [];
    },
  });

/** The tasks that ask what becomes of them, those without an answer first. */
export const affectedQuery = (directive: string) =>
  queryOptions({
    queryKey: ['directive', directive, 'affected'],
    queryFn: () =>
      allPages(
        (pageToken) =>
          ok(
            api.GET('/v1/directives/{directive}/affectedTasks', {
              params: { path: { directive: id(directive) }, query: { pageSize: LARGEST_PAGE, pageToken } },
            }),
          ),
        (page) => page.affectedTasks,
      ),
  });

export const forwardingsQuery = (directive: string) =>
  queryOptions({
    queryKey: ['directive', directive, 'forwardings'],
    queryFn: () =>
      allPages(
        (pageToken) =>
          ok(
            api.GET('/v1/directives/{directive}/forwardings', {
              params: { path: { directive: id(directive) }, query: { pageSize: LARGEST_PAGE, pageToken } },
            }),
          ),
        (page) => page.forwardings,
      ),
  });

/** The tasks that were made from a directive, as far as the person may see them. */
export const tasksQuery = (directive: string) =>
  queryOptions({
    queryKey: ['tasks', 'directive', directive],
    queryFn: () =>
      allPages(
        (pageToken) => {
          const query = { filter: `directive = "${directive}"`, pageSize: LARGEST_PAGE, pageToken };
          return ok(api.GET('/v1/tasks', { params: { query } }));
        },
        (page) => page.tasks,
      ),
  });
