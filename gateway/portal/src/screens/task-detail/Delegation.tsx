import { Badge, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { DaysLeft, Standing } from '@/ui/Standing';
import { Failure } from '@/ui/States';
import { subtasksQuery, type Task } from '@/api/tasks';
import { Section } from '@/ui/Section';
import classes from './Delegation.module.css';

/** Who works on the task: agency, unit and person; and its subtasks. */
export function Delegation({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  if (!task.lead) return null;
  return (
    <Section title={t('delegation.title')}>
      <ul className={classes.tree} aria-label={t('delegation.title')}>
        <li>
          <Text size="sm" fw={600}>
            <Name of={task.lead} />
          </Text>
          <ul>
            <Holders task={task} />
            <Subtasks of={task} />
          </ul>
        </li>
      </ul>
      <InternalDate of={task} />
    </Section>
  );
}

/** By when the lead agency wants it done; only that agency is told. */
function InternalDate({ of: { internalDueDate } }: { of: Task }) {
  const { t } = useTranslation('steps');
  if (!internalDueDate) return null;
  return (
    <Text size="sm">
      {t('delegate.internalDueDate')}: {written(internalDueDate)}
    </Text>
  );
}

/** The unit that holds the task and, below it, the person with whoever works beside the person. */
function Holders({ task }: { task: Task }) {
  const { t } = useTranslation(['task-detail', 'steps']);
  const { holder } = task;
  if (!holder?.unit)
    return task.parentTask ? null : (
      <li>
        <Text size="sm" c="dimmed">
          {t('delegation.nobody')}
        </Text>
      </li>
    );
  const person = holder.person && (
    <>
      <Text size="sm">
        <Name of={holder.person} withTitle />
      </Text>
      {holder.coHolder && (
        <Text size="sm">
          {t('steps:delegate.beside')} <Name of={holder.coHolder} withTitle />
        </Text>
      )}
    </>
  );
  if (holder.unit === task.lead) return person && <li>{person}</li>;
  return (
    <li>
      <Text size="sm">
        <Name of={holder.unit} />
      </Text>
      {person && (
        <ul>
          <li>{person}</li>
        </ul>
      )}
    </li>
  );
}

/** The subtasks of a task, each with its holders. */
function Subtasks({ of }: { of: Task }) {
  // A subtask has no subtasks.
  const {
    data = [],
    error,
    refetch,
  } = useQuery({ ...subtasksQuery(of.name ?? ''), enabled: !of.parentTask });
  if (error)
    return (
      <li>
        <Failure error={error} onRetry={() => void refetch()} />
      </li>
    );
  return data.map((subtask) => (
    <li key={subtask.name}>
      <Subtask task={subtask} />
      <ul>
        <Holders task={subtask} />
        <Subtasks of={subtask} />
      </ul>
    </li>
  ));
}

function Subtask({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const percent = task.state === 'COMPLETED' ? 100 : (task.progress?.percent ?? 0);
  return (
    <>
      <Text size="sm" fw={600}>
        <Name of={task.lead} />
      </Text>
      <LinkTo to="/tasks/$task" params={{ task: id(task.name ?? '') }} size="sm">
        {task.title}
      </LinkTo>
      <Group gap={6} my={4}>
        <Standing task={task} />
        {task.requiredByParent && (
          <Badge variant="default" tt="none">
            {t('delegation.required')}
          </Badge>
        )}
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Progress value={percent} flex={1} size="sm" aria-label={t('delegation.percent', { percent })} />
        <Text size="xs">{t('percent', { percent })}</Text>
      </Group>
      <Text size="xs" c="dimmed">
        {task.due?.date && t('delegation.due', { day: written(task.due.date) })} <DaysLeft task={task} />
      </Text>
    </>
  );
}
