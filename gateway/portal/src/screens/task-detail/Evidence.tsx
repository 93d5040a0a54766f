import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { written } from '@/ui/dates';
import { FileLink } from '@/ui/FileLink';
import type { Task } from '@/api/tasks';
import { Section } from '@/ui/Section';
import classes from './ProgressPanel.module.css';

/** The submitted result with its evidence. */
export function Evidence({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const { submission } = task;
  if (!submission) return null;
  return (
    <Section title={t('evidence.title')}>
      <Stack gap="xs">
        <Text size="sm" className={classes.text}>
          {submission.text}
        </Text>
        {submission.documentNumber && (
          <Text size="sm">{t('evidence.document', { number: submission.documentNumber })}</Text>
        )}
        {submission.files?.map((file) => (
          <FileLink key={file} file={file} />
        ))}
        <Text size="xs" c="dimmed">
          {t('evidence.submitted', { day: written(submission.submitDate) })}
        </Text>
      </Stack>
    </Section>
  );
}
