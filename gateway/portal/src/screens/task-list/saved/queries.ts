import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { api, id, ok, type Schemas } from '@/api/client';
import { useCommand } from '@/api/command';

export type SavedList = Schemas['task.SavedList'];

export const savedLists = queryOptions({
  queryKey: ['savedLists'],
  queryFn: () => ok(api.GET('/v1/savedLists')),
});

export type NewList = Pick<SavedList, 'displayName' | 'unit' | 'basket' | 'filter' | 'orderBy' | 'columns'>;

export function useSaveList() {
  const refresh = useRefresh();
  return useCommand(
    (body: NewList, once) => ok(api.POST('/v1/savedLists', { params: { header: once }, body })),
    { onSuccess: refresh },
  );
}

export function useRenameList() {
  const refresh = useRefresh();
  return useCommand(
    ({ list, displayName }: { list: SavedList; displayName: string }, once) =>
      ok(
        api.PATCH('/v1/savedLists/{saved_list}', {
          params: { path: { saved_list: id(list.name ?? '') }, header: once },
          body: { displayName },
        }),
      ),
    { onSuccess: refresh },
  );
}

export function useDeleteList() {
  const refresh = useRefresh();
  return useCommand(
    (list: SavedList, once) =>
      ok(
        api.DELETE('/v1/savedLists/{saved_list}', {
          params: { path: { saved_list: id(list.name ?? '') }, header: once },
        }),
      ),
    { onSuccess: refresh },
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: savedLists.queryKey });
}
