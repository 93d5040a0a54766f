import { Anchor, Checkbox, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { oneOf } from '@/api/oneOf';
import { CLASSES, type Statistics, type StatisticsTask } from '@/api/statistics';
import { inOneLine } from '@/ui/causes';
import { daysBetween, written } from '@/ui/dates';
import { ClassBadge, MarkBadge } from '@/ui/Standing';
import classes from './TaskRow.module.css';
import type { Urgeable } from './urgeable';

interface Props {
  task: StatisticsTask;
  /** The day at whose end the task is seen. */
  asOf: Statistics['asOf'];
  selected: boolean;
  /** Absent if the person may not urge this task. */
  onSelect?: () => void;
}

/** The tasks behind a figure. */
export function TaskRows({
  tasks,
  asOf,
  urgeable,
}: {
  tasks: StatisticsTask[];
  asOf: Statistics['asOf'];
  urgeable: Urgeable;
}) {
  return (
    <ul className={classes.list}>
      {tasks.map((task) => (
        <TaskRow
          key={`${task.task ?? ''} ${task.periodStartDate}`}
          task={task}
          asOf={asOf}
          selected={urgeable.isSelected(task)}
          onSelect={urgeable.selecting(task)}
        />
      ))}
    </ul>
  );
}

/** One task: whose it is, how late it is and why. */
function TaskRow({ task, asOf, selected, onSelect }: Props) {
  const { t } = useTranslation('leader');
  return (
    <li className={classes.row}>
      {onSelect && (
        <Checkbox
          checked={selected}
          aria-label={t('rows.select', { title: task.title })}
          onChange={onSelect}
        />
      )}
      <div className={classes.content}>
        <Anchor
          component={Link}
          to="/tasks/$task"
          params={{ task: id(task.task ?? '') } as never}
          size="sm"
          fw={600}
        >
          {task.title}
        </Anchor>
        <Text size="xs" c="dimmed">
          {originOf(task, t)}
        </Text>
        <Group gap={6} mt={2}>
          <ClassBadge of={oneOf(CLASSES, task.class)} />
          {task.dueSoon && <MarkBadge of="DUE_SOON" />}
          {task.notAccepted && <MarkBadge of="NOT_ACCEPTED" />}
          {task.issuedLate && <MarkBadge of="ISSUED_LATE" />}
          <Text size="xs">{dueOf(task, t)}</Text>
          <Text size="xs" className={classes.over}>
            {lateness(task, asOf, t)}
          </Text>
          {isOpen(task) && (
            <Text size="xs">
              {task.urgingCount ? t('task.urged', { n: task.urgingCount }) : t('task.never')}
            </Text>
          )}
        </Group>
        <Explanation task={task} />
      </div>
    </li>
  );
}

type Words = TFunction<'leader'>;

function isOpen(task: StatisticsTask): boolean {
  return task.class === 'OPEN_IN_TIME' || task.class === 'OPEN_OVERDUE';
}

function originOf(task: StatisticsTask, t: Words): string {
  const assigner = task.assignerDisplayName && t('task.assigner', { name: task.assignerDisplayName });
  const period = task.periodStartDate && t('task.period', { day: written(task.periodStartDate) });
  return [task.agencyDisplayName, task.directiveNumber, assigner, period].filter(Boolean).join(' · ');
}

function dueOf(task: StatisticsTask, t: Words): string {
  if (!task.dueDate) return t('task.noDue');
  const day = t('task.due', { day: written(task.dueDate) });
  if (!task.extensionCount || !task.originalDueDate) return day;
  return `${day} (${t('task.extended', { n: task.extensionCount, day: written(task.originalDueDate) })})`;
}

function lateness(task: StatisticsTask, asOf: Statistics['asOf'], t: Words): string {
  const days = task.daysOverdue;
  if (days !== undefined) return t(task.class === 'OPEN_OVERDUE' ? 'task.over' : 'task.late', { days });
  // Nobody counted the working days of what happened before the system did.
  const since = task.class === 'OPEN_OVERDUE' ? daysBetween(task.dueDate, asOf) : 0;
  return since > 0 ? t('task.since', { days: since }) : '';
}

/** The cause of delay, the obstacles and the progress. */
function Explanation({ task }: { task: StatisticsTask }) {
  const { t } = useTranslation(['leader', 'cause']);
  const { delayCause: cause, progress } = task;
  const late = task.class === 'OPEN_OVERDUE' || task.class === 'DONE_LATE';
  return (
    <dl className={classes.why}>
      {late && (
        <Line label={t('task.causeIs')}>
          {cause?.kind ? inOneLine(cause, (key, day) => t(`cause:${key}`, { day })) : t('task.noCause')}
        </Line>
      )}
      {progress?.obstacles && <Line label={t('task.obstacles')}>{progress.obstacles}</Line>}
      {isOpen(task) && (
        <Line label={t('task.progress')}>{progress ? progressOf(progress, t) : t('task.noProgress')}</Line>
      )}
    </dl>
  );
}

function progressOf({ percent, reportDate, text }: NonNullable<StatisticsTask['progress']>, t: Words) {
  const reported = reportDate && t('task.reported', { day: written(reportDate) });
  return [`${String(percent ?? 0)} %`, reported, text].filter(Boolean).join(' – ');
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}:</dt> <dd>{children}</dd>
    </div>
  );
}
