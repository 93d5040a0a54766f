import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { taskSetQuery } from '@/api/sets';
import { LinkTo } from '@/ui/LinkTo';
import { SetProgress } from '@/ui/SetProgress';

/** The set of a task and how far its tasks are; the API names it only to people who may know of sets. */
export default function SetOfTask({ of }: { of: string }) {
  const { t } = useTranslation('sets');
  const { data: set } = useQuery(taskSetQuery(of));
  if (!set) return null;
  return (
    <Group gap="xs">
      <Text size="sm">
        {t('member')}{' '}
        <LinkTo to="/tasks" search={{ basket: 'all', taskSet: of }} inherit>
          {set.title}
        </LinkTo>
      </Text>
      <SetProgress of={set} />
    </Group>
  );
}
