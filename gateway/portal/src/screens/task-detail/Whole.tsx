import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { LinkTo } from '@/ui/LinkTo';
import { taskQuery, type Task } from './queries';

/** Of which task this one is a part; nothing for who may not see that one. */
export function Whole({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const { data: whole } = useQuery({
    ...taskQuery(task.parentTask ?? ''),
    enabled: Boolean(task.parentTask),
  });
  if (!whole) return null;
  return (
    <Text size="sm">
      {t('whole')}{' '}
      <LinkTo to="/tasks/$task" params={{ task: id(whole.name ?? '') }} inherit>
        {whole.title}
      </LinkTo>
    </Text>
  );
}
