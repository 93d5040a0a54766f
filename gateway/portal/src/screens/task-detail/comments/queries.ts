import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { allPages, api, id, LARGEST_PAGE, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';
import type { Candidate } from '@/api/people';

export type Comment = Schemas['task.TaskComment'];
export type Kind = 'DISCUSSION' | 'OPINION';

const PAGE = 5;

/** The discussion of a task, the latest first, and what the person may say. */
export const discussionOf = (task: string) =>
  infiniteQueryOptions({
    queryKey: ['task', task, 'comments', 'discussion'],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/v1/tasks/{task}/comments', {
          params: {
            path: { task: id(task) },
            query: { kind: 'DISCUSSION', pageSize: PAGE, pageToken: pageParam },
          },
        }),
      ),
    getNextPageParam: (page) => page.nextPageToken || undefined,
  });

/** The opinions of leaders on a task, all of them, the latest first. */
export const opinionsOn = (task: string) =>
  queryOptions({
    queryKey: ['task', task, 'comments', 'opinions'],
    queryFn: () =>
      allPages(
        (pageToken) => {
          const query = { kind: 'OPINION' as const, pageSize: LARGEST_PAGE, pageToken };
          return ok(api.GET('/v1/tasks/{task}/comments', { params: { path: { task: id(task) }, query } }));
        },
        (page) => page.comments,
      ),
  });

/** The people who may be mentioned. */
export const mentionable = (task: string) =>
  queryOptions({
    queryKey: ['task', task, 'mentionable'],
    queryFn: async (): Promise<Candidate[]> => {
      const params = { path: { task: id(task) } };
      const { candidates = [] } = await ok(api.GET('/v1/tasks/{task}/mentionCandidates', { params }));
      return candidates.map(({ person = '', displayName = '', title = '' }) => ({
        person,
        displayName,
        title,
      }));
    },
  });

interface Said {
  kind: Kind;
  text: string;
  mentions: string[];
  files: string[];
}

/** Says something about a task. */
export function useComment(task: string) {
  const queries = useQueryClient();
  return useCommand(
    (body: Said, once) => {
      const params = { path: { task: id(task) }, header: once };
      return ok(api.POST('/v1/tasks/{task}/comments', { params, body }));
    },
    { onSuccess: () => queries.invalidateQueries({ queryKey: ['task', task, 'comments'] }) },
  );
}
