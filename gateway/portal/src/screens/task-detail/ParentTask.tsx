import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { taskQuery, type Task } from '@/api/tasks';
import { LinkTo } from '@/ui/LinkTo';

/** The parent of a subtask; nothing for a reader who may not see it. */
export function ParentTask({ of }: { of: Task }) {
  const { t } = useTranslation('task-detail');
  const { data: parent } = useQuery({
    ...taskQuery(of.parentTask ?? ''),
    enabled: Boolean(of.parentTask),
  });
  if (!parent) return null;
  return (
    <Text size="sm">
      {t('parentTask')}{' '}
      <LinkTo to="/tasks/$task" params={{ task: id(parent.name ?? '') }} inherit>
        {parent.title}
      </LinkTo>
    </Text>
  );
}
