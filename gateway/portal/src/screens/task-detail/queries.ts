import { queryOptions } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from '@/api/client';

export type Task = Schemas['task.Task'];
export type TaskStep = Schemas['task.TaskStep'];
export type Change = Schemas['task.Change'];
export type Directive = Schemas['document.Directive'];

export const taskQuery = (name: string) =>
  queryOptions({
    queryKey: ['task', name],
    queryFn: () => ok(api.GET('/v1/tasks/{task}', { params: { path: { task: id(name) } } })),
  });

/** All steps, the latest first; none for who does not see the whole task. */
export const stepsQuery = (name: string) =>
  queryOptions({
    queryKey: ['task', name, 'steps'],
    queryFn: async () => {
      const steps: TaskStep[] = [];
      let pageToken = '';
      do {
        const params = { path: { task: id(name) }, query: { pageSize: 200, pageToken } };
        const page = await ok(api.GET('/v1/tasks/{task}/steps', { params }));
        steps.push(...(page.steps ?? []));
        pageToken = page.nextPageToken ?? '';
      } while (pageToken);
      return steps.reverse();
    },
  });

/** The parts that a task was divided into. */
export const partsQuery = (name: string) =>
  queryOptions({
    queryKey: ['tasks', 'parts', name],
    queryFn: async () => {
      const query = { filter: `parent_task = "${name}"`, pageSize: 200, orderBy: 'due_date' };
      return (await ok(api.GET('/v1/tasks', { params: { query } }))).tasks ?? [];
    },
  });

export const directiveQuery = (name: string) =>
  queryOptions({
    queryKey: ['directive', name],
    queryFn: () => ok(api.GET('/v1/directives/{directive}', { params: { path: { directive: id(name) } } })),
  });

export const fileQuery = (name: string) =>
  queryOptions({
    queryKey: ['file', name],
    staleTime: Infinity,
    queryFn: () => ok(api.GET('/v1/files/{file}', { params: { path: { file: id(name) } } })),
  });
