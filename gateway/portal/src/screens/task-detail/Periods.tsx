import { Badge, Group, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import type { Task } from '@/api/tasks';
import { CauseWords } from '@/ui/CauseWords';
import { ClassBadge } from '@/ui/Standing';
import { written } from '@/ui/dates';
import { Section } from '@/ui/Section';
import { Failure, Loading } from '@/ui/States';
import { Stages } from '@/ui/Stages';
import { periodsQuery } from './queries';

type Period = Schemas['task.TaskPeriod'];
/** How many are seen before the rest is unfolded. */
const SEEN = 3;

/** The periods of a periodic task, the latest first: each is due, done and counted for itself. */
export function Periods({ task }: { task: Task }) {
  const { t } = useTranslation('periods');
  const { data: periods, error, refetch } = useQuery(periodsQuery(task.name ?? ''));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!periods) return <Loading />;
  if (!periods.length) return null;
  const earlier = periods.slice(SEEN);
  return (
    <Section title={t('title')} aside={<Text size="sm">{periods.length}</Text>}>
      <PeriodList of={periods.slice(0, SEEN)} />
      {earlier.length > 0 && (
        <details>
          <summary>{t('earlier', { count: earlier.length })}</summary>
          <PeriodList of={earlier} />
        </details>
      )}
    </Section>
  );
}

function PeriodList({ of }: { of: Period[] }) {
  return (
    <List size="sm" spacing="sm" listStyleType="none">
      {of.map((period) => (
        <List.Item key={period.name}>
          <OnePeriod of={period} />
        </List.Item>
      ))}
    </List>
  );
}

function OnePeriod({ of: period }: { of: Period }) {
  const { t } = useTranslation('periods');
  const {
    state,
    dueDate,
    originalDueDate,
    submission,
    progress,
    urgingCount = 0,
    sendBackCount = 0,
  } = period;
  return (
    <Stack gap={2}>
      <Group gap="xs">
        <Text span fw={600} size="sm">
          {t('due', { day: written(dueDate) })}
        </Text>
        {state && state !== 'STATE_UNSPECIFIED' && (
          <Badge variant="light" color="gray">
            {t(`state.${state}`)}
          </Badge>
        )}
        <ClassBadge of={period.class} />
      </Group>
      {originalDueDate !== dueDate && originalDueDate && (
        <Text size="sm" c="dimmed">
          {t('original', { day: written(originalDueDate) })}
        </Text>
      )}
      {submission && (
        <Text size="sm">
          {t('submitted', { day: written(submission.submitDate) })} {submission.documentNumber}
        </Text>
      )}
      {!submission && progress && (
        <Text size="sm">
          {progress.percent}% · {progress.text}
        </Text>
      )}
      {urgingCount > 0 && <Text size="sm">{t('urged', { count: urgingCount })}</Text>}
      {sendBackCount > 0 && <Text size="sm">{t('sentBack', { count: sendBackCount })}</Text>}
      {period.delayCause && (
        <>
          <CauseWords of={period.delayCause} />
          <Stages of={period.delayCause} />
        </>
      )}
    </Stack>
  );
}
