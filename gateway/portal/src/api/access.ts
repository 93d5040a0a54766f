/** What the signed-in person may do, as the services say. Menu entries, tabs and buttons follow it; no role is named. */
import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { callerQuery } from './caller';
import { api, id, ok } from './client';

const FIVE_MINUTES = 300_000;

/** What somebody may do with tasks. */
export interface TaskAccess {
  /** The baskets that can contain tasks, the one to open first at the top: `assigned`. */
  baskets: readonly string[];
  /** What the person may do with some task or other, in camelCase. */
  actions: readonly string[];
}

export const taskAccess = queryOptions({
  queryKey: ['access', 'tasks'],
  staleTime: FIVE_MINUTES,
  queryFn: async (): Promise<TaskAccess> => {
    const { baskets = [], allowedActions = [] } = await ok(api.GET('/v1/baskets'));
    return { baskets: baskets.map((basket) => id(basket.name ?? '')), actions: allowedActions };
  },
});

const statisticsActions = queryOptions({
  queryKey: ['access', 'statistics'],
  staleTime: FIVE_MINUTES,
  queryFn: async () => (await ok(api.GET('/v1/statistics/access'))).allowedActions ?? [],
});

/** Asks the services once, so that the first screen knows. A service that is away is asked again by what needs it. */
export async function loadAccess(queries: QueryClient): Promise<void> {
  const once = { retry: false } as const;
  await Promise.all([
    queries.prefetchQuery({ ...taskAccess, ...once }),
    queries.prefetchQuery({ ...statisticsActions, ...once }),
    queries.prefetchQuery({ ...callerQuery, ...once }),
  ]);
}

const NOTHING: TaskAccess = { baskets: [], actions: [] };

/** What the person may do with tasks; nothing while that is not known. */
export function useTaskAccess(): TaskAccess {
  return useQuery(taskAccess).data ?? NOTHING;
}

/** Whether the person may do this with statistics: `get`, `export`, or `compareAgencies` (see those of every agency). */
export function useMayWithStatistics(action: string): boolean {
  return useQuery(statisticsActions).data?.includes(action) ?? false;
}

/** Whether the person sees events that could not be handled, and mends them. */
export function useMayMendEvents(): boolean {
  return useQuery(callerQuery).data?.allowedActions?.includes('mendEvents') ?? false;
}

/** Whether tasks may wait for a decision of the person. */
export const decides = ({ baskets }: TaskAccess) => baskets.includes('deciding');

/** Whether the person may issue a task without a directive, on the spot. */
export const issuesAtOnce = ({ actions }: TaskAccess) => actions.includes('issueAtOnce');

/** Whether it leads on for the person to enter a task: to issue it, or to propose it to a chief. */
export const mayEnter = (access: TaskAccess) =>
  access.actions.includes('create') && (issuesAtOnce(access) || access.actions.includes('propose'));

/** Whether the person may know of sets of tasks. */
export const readsSets = ({ actions }: TaskAccess) => actions.includes('readSets');

/** Whether the person assigns tasks: such a person opens the figures first and is the assigner of a new task. */
export const assigns = ({ baskets }: TaskAccess) => baskets.includes('assigned');

/** Whether the person's work is first to monitor tasks: such a person is the monitor of a new task. */
export const monitors = ({ baskets }: TaskAccess) => baskets[0] === 'monitored';
