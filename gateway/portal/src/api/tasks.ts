import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, id, LARGEST_PAGE, ok, type Schemas } from './client';

export type Task = Schemas['task.Task'];

/** The states in which a task is over. */
export const ENDED = ['COMPLETED', 'RECALLED', 'CANCELLED', 'REJECTED'] as const;

export const taskQuery = (name: string) =>
  queryOptions({
    queryKey: ['task', name],
    queryFn: () => ok(api.GET('/v1/tasks/{task}', { params: { path: { task: id(name) } } })),
  });

export const subtasksQuery = (name: string) =>
  queryOptions({
    queryKey: ['tasks', 'subtasks', name],
    queryFn: async () => {
      const query = { filter: `parent_task = "${name}"`, pageSize: LARGEST_PAGE, orderBy: 'due_date' };
      return (await ok(api.GET('/v1/tasks', { params: { query } }))).tasks ?? [];
    },
  });

/** Shows a changed task if it is known, and reads again whatever else may show tasks. */
export async function refreshTasks(queries: QueryClient, changed?: Task): Promise<void> {
  if (changed) queries.setQueryData(['task', changed.name], changed);
  await Promise.all(
    ['task', 'tasks', 'basket', 'statistics'].map((kind) => queries.invalidateQueries({ queryKey: [kind] })),
  );
}
