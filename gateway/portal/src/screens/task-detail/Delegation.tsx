import { Badge, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { DaysLeft, Standing } from '@/ui/Standing';
import { Failure } from '@/ui/States';
import { partsQuery, type Task } from './queries';
import { Section } from './Section';
import classes from './Delegation.module.css';

/** Through whose hands the task goes: agency, unit, person; and the parts that were given out. */
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
            <Parts of={task} />
          </ul>
        </li>
      </ul>
    </Section>
  );
}

/** The unit that holds the task and, below it, the person. */
function Holders({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
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
    <Text size="sm">
      <Name of={holder.person} withTitle />
    </Text>
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

/** The parts of a task, each with those of its own. */
function Parts({ of }: { of: Task }) {
  // A part is not divided again, so it is not asked for parts.
  const { data = [], error, refetch } = useQuery({ ...partsQuery(of.name ?? ''), enabled: !of.parentTask });
  if (error)
    return (
      <li>
        <Failure error={error} onRetry={() => void refetch()} />
      </li>
    );
  return data.map((part) => (
    <li key={part.name}>
      <Part part={part} />
      <ul>
        <Holders task={part} />
        <Parts of={part} />
      </ul>
    </li>
  ));
}

function Part({ part }: { part: Task }) {
  const { t } = useTranslation('task-detail');
  const percent = part.state === 'COMPLETED' ? 100 : (part.progress?.percent ?? 0);
  return (
    <>
      <Text size="sm" fw={600}>
        <Name of={part.lead} />
      </Text>
      <LinkTo to="/tasks/$task" params={{ task: id(part.name ?? '') }} size="sm">
        {part.title}
      </LinkTo>
      <Group gap={6} my={4}>
        <Standing task={part} />
        {part.requiredByParent && (
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
        {part.due?.date && t('delegation.due', { day: written(part.due.date) })} <DaysLeft task={part} />
      </Text>
    </>
  );
}
