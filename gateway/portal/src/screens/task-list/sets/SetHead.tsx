import { Group, Paper, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { taskSetQuery } from '@/api/sets';
import { LinkTo } from '@/ui/LinkTo';
import { SetProgress } from '@/ui/SetProgress';

/** The set whose tasks the list shows: what it is about, and how far all its tasks are. */
export default function SetHead({ of }: { of: string }) {
  const { t } = useTranslation('sets');
  const { data: set } = useQuery(taskSetQuery(of));
  if (!set) return null;
  return (
    <Paper p="sm" component="section" aria-label={t('title')}>
      <Text fw={600}>{set.title}</Text>
      <Group gap="md">
        <SetProgress of={set} />
        {set.directive && (
          <LinkTo size="sm" to="/directives/$directive" params={{ directive: id(set.directive) }}>
            {set.directiveNumber || t('column.directive')}
          </LinkTo>
        )}
        <LinkTo size="sm" to="/tasks/sets">
          {t('all')}
        </LinkTo>
      </Group>
    </Paper>
  );
}
