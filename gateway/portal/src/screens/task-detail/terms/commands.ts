import { useQueryClient } from '@tanstack/react-query';
import { api, id, ifMatch, ok } from '@/api/client';
import { useCommand } from '@/api/command';
import { refreshTasks } from '@/api/tasks';
import { toApi, type Term, type Terms } from './terms';

export interface Entered {
  terms: Terms;
  /** Whether it is issued at once, not saved as a draft. */
  issue: boolean;
}

/** Makes a new draft, or issues a new task. */
export function useCreate() {
  const queries = useQueryClient();
  return useCommand(
    ({ terms, issue }: Entered, once) =>
      ok(api.POST('/v1/tasks', { params: { header: once, query: { issue } }, body: toApi(terms) })),
    { onSuccess: (task) => refreshTasks(queries, task) },
  );
}

/** What becomes of the tasks of a new set. */
export type Outcome = 'DRAFT' | 'PROPOSE' | 'ISSUE';

interface EnteredSet {
  terms: Terms;
  leads: string[];
  outcome: Outcome;
}

/** Makes a task for each of several lead agencies. */
export function useCreateSet() {
  const queries = useQueryClient();
  return useCommand(
    ({ terms, leads, outcome }: EnteredSet, once) => {
      const body = { task: toApi({ ...terms, lead: '' }), leads, outcome };
      return ok(api.POST('/v1/taskSets', { params: { header: once }, body }));
    },
    { onSuccess: () => refreshTasks(queries) },
  );
}

export interface Update {
  name: string;
  etag: string | undefined;
  terms: Terms;
  /** Only these are written over. */
  changed: Term[];
}

/** Changes the terms of a task. */
export function useUpdate() {
  const queries = useQueryClient();
  return useCommand(
    ({ name, etag, terms, changed }: Update, once) =>
      ok(
        api.PATCH('/v1/tasks/{task}', {
          params: {
            path: { task: id(name) },
            query: { updateMask: changed.join(',') },
            header: { ...once, ...ifMatch(etag) },
          },
          body: toApi(terms),
        }),
      ),
    { onSuccess: (task) => refreshTasks(queries, task) },
  );
}
