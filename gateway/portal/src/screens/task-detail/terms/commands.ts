import { api, id, ok } from '@/api/client';
import { useCommand } from '@/api/command';
import { useRefresh } from '../commands';
import { sent, type Term, type Terms } from './terms';

/** A new draft. */
export function useCreate() {
  return useCommand(
    (terms: Terms, once) => ok(api.POST('/v1/tasks', { params: { header: once }, body: sent(terms) })),
    { onSuccess: useRefresh() },
  );
}

export interface Update {
  name: string;
  etag: string;
  terms: Terms;
  changed: Term[];
}

/** Changes what a task says that is not issued yet: only what the person has changed. */
export function useUpdate() {
  return useCommand(
    ({ name, etag, terms, changed }: Update, once) =>
      ok(
        api.PATCH('/v1/tasks/{task}', {
          params: {
            path: { task: id(name) },
            query: { updateMask: changed.join(',') },
            header: { ...once, 'If-Match': `"${etag}"` },
          },
          body: sent(terms),
        }),
      ),
    { onSuccess: useRefresh() },
  );
}
