import { Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { daysSince, written } from '@/ui/dates';
import type { Task } from '@/api/tasks';
import { FileLink } from '@/ui/FileLink';
import { Section } from '@/ui/Section';
import classes from './ProgressPanel.module.css';

const OPEN = ['ISSUED', 'IN_PROGRESS'];
// docs/domain.md, section Life cycle: at least monthly.
const TOO_LONG = 30;

/** The latest progress, and for how many days nobody has reported any. */
export function ProgressPanel({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const { progress } = task;
  const waited = OPEN.includes(task.state ?? '') ? daysSince(progress?.reportDate ?? task.issueDate) : 0;
  if (!progress && !OPEN.includes(task.state ?? '')) return null;
  const percent = progress?.percent ?? 0;
  return (
    <Section
      title={t('progress.title')}
      aside={
        waited > 0 && (
          <Text size="sm" className={classes.waited} data-long={waited >= TOO_LONG || undefined}>
            {t('progress.notUpdated', { count: waited })}
          </Text>
        )
      }
    >
      {progress ? (
        <Stack gap="xs">
          <Group wrap="nowrap" gap="sm">
            <Progress value={percent} size="lg" flex={1} aria-label={t('progress.title')} />
            <Text fw={600}>{t('percent', { percent })}</Text>
          </Group>
          <Text size="sm" className={classes.text}>
            {progress.text}
          </Text>
          {progress.obstacles && (
            <div>
              <Text size="xs" c="dimmed">
                {t('progress.obstacles')}
              </Text>
              <Text size="sm" className={classes.text}>
                {progress.obstacles}
              </Text>
            </div>
          )}
          {progress.files?.map((file) => (
            <FileLink key={file} file={file} />
          ))}
          <Text size="xs" c="dimmed">
            {t('progress.reported', { day: written(progress.reportDate) })}
          </Text>
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {t('progress.none')}
        </Text>
      )}
    </Section>
  );
}
