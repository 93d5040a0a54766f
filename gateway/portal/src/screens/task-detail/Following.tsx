import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { taskAccess } from '@/api/access';
import { api, id, ok } from '@/api/client';
import { useCommand } from '@/api/command';
import { refreshTasks, type Task } from '@/api/tasks';
import { useExplanation } from '@/ui/States';

/** Follows the task or stops: who follows it is notified of its changes of state. */
export function Following({ task }: { task: Task }) {
  const { t } = useTranslation('steps');
  const following = useFollowing(task.name ?? '');
  const explanation = useExplanation(following.error);
  const followed = task.followed ?? false;
  if (!followed && !task.allowedActions?.includes('follow')) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        data-print="no"
        title={t('follow.hint')}
        loading={following.isPending}
        onClick={() => {
          following.mutate(!followed);
        }}
      >
        {followed ? t('follow.stop') : t('follow.button')}
      </Button>
      {following.error && (
        <Text size="xs" c="red.8" role="alert">
          {explanation}
        </Text>
      )}
    </>
  );
}

function useFollowing(name: string) {
  const queries = useQueryClient();
  return useCommand(
    (follow: boolean, once) => {
      const request = { params: { path: { task: id(name) }, header: once }, body: {} };
      return ok(
        follow
          ? api.POST('/v1/tasks/{task}:follow', request)
          : api.POST('/v1/tasks/{task}:unfollow', request),
      );
    },
    {
      onSuccess: async (task) => {
        // The first task that somebody follows brings a basket.
        await Promise.all([refreshTasks(queries, task), queries.invalidateQueries(taskAccess)]);
      },
    },
  );
}
