import { useQueryClient } from '@tanstack/react-query';
import { api, id, ifMatch, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';
import { refreshTasks } from '@/api/tasks';
import type { Directive } from '@/api/directives';
import type { Proposal } from './queries';
import type { SupersessionKind } from './superseding/kinds';

export type ProposalChanges = Schemas['document.ProposalUpdate'];
export type DirectiveChanges = Schemas['document.DirectiveUpdate'];

/** Reads again what may show a directive and its proposals. */
export function useRefresh(directive: string) {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(
      [['proposals', directive], ['directive', directive], ['directives']].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    );
  };
}

export function useUpdateDirective(directive: string) {
  return useCommand(
    ({ changes, etag }: { changes: DirectiveChanges; etag: string | undefined }, once) =>
      ok(
        api.PATCH('/v1/directives/{directive}', {
          params: { path: { directive: id(directive) }, header: { ...once, ...ifMatch(etag) } },
          body: changes,
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

export function useDeleteDirective(directive: string) {
  const queries = useQueryClient();
  const refresh = useRefresh(directive);
  return useCommand(
    (etag: string | undefined, once) =>
      ok(
        api.DELETE('/v1/directives/{directive}', {
          params: { path: { directive: id(directive) }, header: { ...once, ...ifMatch(etag) } },
        }),
      ),
    // Tasks that are not issued go with it.
    { onSuccess: () => Promise.all([refresh(), refreshTasks(queries)]) },
  );
}

export function useSupersede(directive: string) {
  return useCommand(
    (
      { etag, ...body }: { kind: SupersessionKind; by: string; note: string; etag: string | undefined },
      once,
    ) =>
      ok(
        api.POST('/v1/directives/{directive}:supersede', {
          params: { path: { directive: id(directive) }, header: { ...once, ...ifMatch(etag) } },
          body,
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

export function useTakeBackSupersession(directive: string) {
  return useCommand(
    ({ etag, ...body }: { by: string; reason: string; etag: string | undefined }, once) =>
      ok(
        api.POST('/v1/directives/{directive}:takeBackSupersession', {
          params: { path: { directive: id(directive) }, header: { ...once, ...ifMatch(etag) } },
          body,
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

/** How many tasks one request may keep. */
const MOST_KEPT = 200;

/** Decides that tasks go on as they are although their directive does not. Keeping one again changes nothing. */
export function useKeepTasks(directive: string) {
  return useCommand(
    async (tasks: string[]) => {
      for (let first = 0; first < tasks.length; first += MOST_KEPT)
        await ok(
          api.POST('/v1/directives/{directive}:keepTasks', {
            params: {
              path: { directive: id(directive) },
              header: { 'Idempotency-Key': crypto.randomUUID() },
            },
            body: { tasks: tasks.slice(first, first + MOST_KEPT) },
          }),
        );
    },
    { onSettled: useRefresh(directive) },
  );
}

/** Lets the file be read again. */
export function useReread(directive: string) {
  return useCommand(
    (_: null, once) =>
      ok(
        api.POST('/v1/directives/{directive}:reread', {
          params: { path: { directive: id(directive) }, header: once },
          body: {},
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

export function useCreateProposal(directive: string) {
  return useCommand(
    (proposal: Proposal, once) =>
      ok(
        api.POST('/v1/directives/{directive}/proposals', {
          params: { path: { directive: id(directive) }, header: once },
          body: proposal,
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

export function useUpdateProposal(directive: string) {
  return useCommand(
    ({ name, changes, etag }: { name: string; changes: ProposalChanges; etag: string | undefined }, once) =>
      ok(
        api.PATCH('/v1/directives/{directive}/proposals/{proposal}', {
          params: {
            path: { directive: id(directive), proposal: id(name) },
            header: { ...once, ...ifMatch(etag) },
          },
          body: changes,
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

export function useDropProposals(directive: string) {
  return useCommand(
    async (proposals: Pick<Proposal, 'name' | 'etag'>[]) => {
      for (const { name = '', etag } of proposals)
        await ok(
          api.POST('/v1/directives/{directive}/proposals/{proposal}:drop', {
            params: {
              path: { directive: id(directive), proposal: id(name) },
              header: { 'Idempotency-Key': crypto.randomUUID(), ...ifMatch(etag) },
            },
            body: {},
          }),
        );
    },
    { onSettled: useRefresh(directive) },
  );
}

export function useMergeProposals(directive: string) {
  return useCommand(
    ({ names, etags, title }: { names: string[]; etags: string[]; title: string }, once) =>
      ok(
        api.POST('/v1/directives/{directive}/proposals:merge', {
          params: { path: { directive: id(directive) }, header: once },
          body: { names, etags, title },
        }),
      ),
    { onSettled: useRefresh(directive) },
  );
}

export function useSplitProposal(directive: string) {
  return useCommand(
    ({ name, etag, offsets }: { name: string; etag: string | undefined; offsets: number[] }, once) =>
      ok(
        api.POST('/v1/directives/{directive}/proposals/{proposal}:split', {
          params: {
            path: { directive: id(directive), proposal: id(name) },
            header: { ...once, ...ifMatch(etag) },
          },
          body: { offsets },
        }),
      ),
    { onSettled: useRefresh(directive) },
  );
}

export function useConfirmProposals(directive: string) {
  return useCommand(
    (names: string[], once) =>
      ok(
        api.POST('/v1/directives/{directive}/proposals:confirm', {
          params: { path: { directive: id(directive) }, header: once },
          body: { names },
        }),
      ),
    { onSettled: useRefresh(directive) },
  );
}

export function useIssueTasks() {
  const queries = useQueryClient();
  return useCommand(
    (names: string[], once) =>
      ok(api.POST('/v1/tasks:batchIssue', { params: { header: once }, body: { names } })),
    { onSettled: () => refreshTasks(queries) },
  );
}

export function useForward(directive: string) {
  return useCommand(
    ({ units, note }: { units: string[]; note: string }, once) =>
      ok(
        api.POST('/v1/directives/{directive}:forward', {
          params: { path: { directive: id(directive) }, header: once },
          body: { units, note },
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}

export function useOpen(directive: string) {
  return useCommand(
    (_: Directive['etag'], once) =>
      ok(
        api.POST('/v1/directives/{directive}:open', {
          params: { path: { directive: id(directive) }, header: once },
          body: {},
        }),
      ),
    { onSuccess: useRefresh(directive) },
  );
}
