import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Submission } from '@/steps/Submission';
import { written } from '@/ui/dates';
import type { Task } from '@/api/tasks';
import { Section } from '@/ui/Section';

/** The submitted result with its evidence. */
export function Evidence({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const { submission } = task;
  if (!submission) return null;
  return (
    <Section title={t('evidence.title')}>
      <Stack gap="xs">
        <Submission of={submission} />
        <Text size="xs" c="dimmed">
          {t('evidence.submitted', { day: written(submission.submitDate) })}
        </Text>
      </Stack>
    </Section>
  );
}
