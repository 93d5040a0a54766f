import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Task } from '@/api/tasks';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { Section } from '@/ui/Section';
import { Standing } from '@/ui/Standing';
import { Failure } from '@/ui/States';
import { tasksQuery } from '../queries';
import { assigned, byLead, countsOf, type Counts, type OfLead } from './counting';
import classes from './Progress.module.css';

/** With more tasks only the agencies are shown, until one is opened. */
const FEW = 8;

/** How far the work on a directive is: its tasks by lead agency, as far as the person may see them. */
export function Progress({ directive }: { directive: string }) {
  const { t } = useTranslation('intake');
  const { data, error, refetch } = useQuery(tasksQuery(directive));
  const tasks = useMemo(() => assigned(data ?? []), [data]);
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (tasks.length === 0) return null;
  const counts = countsOf(tasks);
  return (
    <Section
      title={t('progress.title')}
      aside={
        <Text size="sm" fw={600}>
          {summary(counts, t)}
        </Text>
      }
    >
      <Stack gap={4}>
        {byLead(tasks).map((one) => (
          <Lead key={one.lead} of={one} isOpen={tasks.length <= FEW} />
        ))}
      </Stack>
    </Section>
  );
}

function Lead({ of: { lead, tasks, counts }, isOpen }: { of: OfLead; isOpen: boolean }) {
  const { t } = useTranslation('intake');
  return (
    <details className={classes.lead} open={isOpen}>
      <summary>
        <Text span size="sm" fw={600}>
          {lead ? <Name of={lead} /> : t('progress.noLead')}
        </Text>
        <Text span size="sm">
          {`: ${summary(counts, t)}`}
        </Text>
      </summary>
      <ul className={classes.tasks}>
        {tasks.map((task) => (
          <Row key={task.name} task={task} />
        ))}
      </ul>
    </details>
  );
}

function Row({ task }: { task: Task }) {
  const { t } = useTranslation('intake');
  const due = written(task.due?.date);
  return (
    <li>
      <Group gap="xs" component="span">
        <LinkTo to="/tasks/$task" params={{ task: id(task.name ?? '') }} size="sm">
          {task.title}
        </LinkTo>
        {due && (
          <Text span size="xs" c="dimmed">
            {t('progress.due', { day: due })}
          </Text>
        )}
        <Standing task={task} />
      </Group>
    </li>
  );
}

/** `3/12 hoàn thành (1 quá hạn) · 2 đang quá hạn · 7 trong hạn` */
function summary(counts: Counts, t: TFunction<'intake'>): string {
  const { total, done, doneLate, overdue, inTime, waiting } = counts;
  const parts = [
    total > 0 &&
      t('progress.done', { done, total }) +
        (doneLate > 0 ? ` (${t('progress.late', { count: doneLate })})` : ''),
    overdue > 0 && t('progress.overdue', { count: overdue }),
    inTime > 0 && t('progress.inTime', { count: inTime }),
    waiting > 0 && t('progress.waiting', { count: waiting }),
  ];
  return parts.filter(Boolean).join(' · ');
}
