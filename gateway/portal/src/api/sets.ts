import { queryOptions } from '@tanstack/react-query';
import { allPages, api, id, LARGEST_PAGE, ok, type Schemas } from './client';
import type { Task } from './tasks';

export type TaskSet = Schemas['task.TaskSet'];

/** A set of tasks with its counters; only people who may know of sets can read it. */
export const taskSetQuery = (name: string) =>
  queryOptions({
    // Whatever changes a task may change them.
    queryKey: ['tasks', 'set', name],
    queryFn: () => ok(api.GET('/v1/taskSets/{task_set}', { params: { path: { task_set: id(name) } } })),
  });

/** All tasks of a set. */
export function tasksOfSet(name: string): Promise<Task[]> {
  const shared = { basket: 'baskets/all', filter: `task_set = "${name}"`, pageSize: LARGEST_PAGE };
  return allPages(
    (pageToken) => ok(api.GET('/v1/tasks', { params: { query: { ...shared, pageToken } } })),
    (page) => page.tasks,
  );
}
