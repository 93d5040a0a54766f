import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { written } from '@/ui/dates';
import type { Task } from '@/api/tasks';
import { Section } from '@/ui/Section';

/** Why the task is late, and whether the assigner's side has confirmed it. */
export function DelayCause({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const cause = task.delayCause;
  if (!cause?.kind || cause.kind === 'KIND_UNSPECIFIED') return null;
  return (
    <Section title={t('cause.title')}>
      <Text size="sm">
        {t(`cause.${cause.kind}`)}: {cause.text}
      </Text>
      <Text size="xs" c="dimmed">
        {cause.confirmDate
          ? t('cause.confirmed', { day: written(cause.confirmDate) })
          : t('cause.unconfirmed')}
      </Text>
    </Section>
  );
}
