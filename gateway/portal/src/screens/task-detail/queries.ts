import { queryOptions } from '@tanstack/react-query';
import { allPages, api, id, LARGEST_PAGE, ok, type Schemas } from '@/api/client';

export type TaskStep = Schemas['task.TaskStep'];
export type Change = Schemas['task.Change'];

/** All periods that have begun, the latest first; none of a task that does not recur. */
export const periodsQuery = (name: string) =>
  queryOptions({
    queryKey: ['task', name, 'periods'],
    queryFn: () =>
      allPages(
        (pageToken) => {
          const params = { path: { task: id(name) }, query: { pageSize: LARGEST_PAGE, pageToken } };
          return ok(api.GET('/v1/tasks/{task}/periods', { params }));
        },
        (page) => page.periods,
      ),
  });

/** All steps, the latest first; none for a reader who does not see the whole task. */
export const stepsQuery = (name: string) =>
  queryOptions({
    queryKey: ['task', name, 'steps'],
    queryFn: async () => {
      const steps = await allPages(
        (pageToken) => {
          const params = { path: { task: id(name) }, query: { pageSize: LARGEST_PAGE, pageToken } };
          return ok(api.GET('/v1/tasks/{task}/steps', { params }));
        },
        (page) => page.steps,
      );
      return steps.reverse();
    },
  });
