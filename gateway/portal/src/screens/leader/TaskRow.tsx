import { Anchor, Checkbox, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { CLASSES, type Statistics, type StatisticsTask } from '@/api/statistics';
import { daysBetween, written } from '@/ui/dates';
import { ClassBadge, MarkBadge } from '@/ui/Standing';
import { choice } from '@/ui/statistics/search';
import classes from './TaskRow.module.css';

/** One task behind a number: whose, since when, and why it is late. */
export function TaskRow({
  task,
  asOf,
  selected,
  onSelect,
}: {
  task: StatisticsTask;
  /** The day at whose end the task is seen. */
  asOf: Statistics['asOf'];
  selected: boolean;
  /** Absent if the person may not urge this task. */
  onSelect?: (selected: boolean) => void;
}) {
  const { t } = useTranslation('leader');
  return (
    <li className={classes.row}>
      {onSelect && (
        <Checkbox
          checked={selected}
          aria-label={t('rows.select', { title: task.title })}
          onChange={(event) => {
            onSelect(event.currentTarget.checked);
          }}
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
          {[task.agencyDisplayName, task.directiveNumber, assigner(), period()].filter(Boolean).join(' · ')}
        </Text>
        <Group gap={6} mt={2}>
          <ClassBadge of={choice(CLASSES, task.class)} />
          {task.dueSoon && <MarkBadge of="DUE_SOON" />}
          {task.notAccepted && <MarkBadge of="NOT_ACCEPTED" />}
          <Text size="xs">{due()}</Text>
          <Text size="xs" className={classes.over}>
            {over()}
          </Text>
          {task.class?.startsWith('OPEN') && (
            <Text size="xs">
              {task.urgingCount ? t('task.urged', { n: task.urgingCount }) : t('task.never')}
            </Text>
          )}
        </Group>
        <Why task={task} />
      </div>
    </li>
  );

  function assigner(): string {
    return task.assignerDisplayName ? t('task.assigner', { name: task.assignerDisplayName }) : '';
  }

  function period(): string {
    return task.periodStartDate ? t('task.period', { day: written(task.periodStartDate) }) : '';
  }

  function over(): string {
    const days = task.daysOverdue;
    if (days !== undefined) return t(task.class === 'OPEN_OVERDUE' ? 'task.over' : 'task.late', { days });
    // Working days are not known of what happened before the system counted them.
    const since = task.class === 'OPEN_OVERDUE' ? daysBetween(task.dueDate, asOf) : 0;
    return since > 0 ? t('task.since', { days: since }) : '';
  }

  function due(): string {
    if (!task.dueDate) return t('task.noDue');
    const day = t('task.due', { day: written(task.dueDate) });
    if (!task.extensionCount || !task.originalDueDate) return day;
    return `${day} (${t('task.extended', { n: task.extensionCount, day: written(task.originalDueDate) })})`;
  }
}

/** Why it is late, what stands in its way, how far it is. */
function Why({ task }: { task: StatisticsTask }) {
  const { t } = useTranslation('leader');
  const { delayCause: cause, progress } = task;
  const late = task.class === 'OPEN_OVERDUE' || task.class === 'DONE_LATE';
  return (
    <dl className={classes.why}>
      {late && <Line label={t('task.causeIs')}>{cause?.kind ? said(cause) : t('task.noCause')}</Line>}
      {progress?.obstacles && <Line label={t('task.obstacles')}>{progress.obstacles}</Line>}
      {task.class?.startsWith('OPEN') && (
        <Line label={t('task.progress')}>
          {progress
            ? [
                `${String(progress.percent ?? 0)} %`,
                progress.reportDate && t('task.reported', { day: written(progress.reportDate) }),
                progress.text,
              ]
                .filter(Boolean)
                .join(' – ')
            : t('task.noProgress')}
        </Line>
      )}
    </dl>
  );

  function said({ kind, text, confirmDate }: NonNullable<typeof cause>): string {
    const known = choice(['OBJECTIVE', 'SUBJECTIVE'] as const, kind);
    const confirmed = confirmDate
      ? t('task.confirmed', { day: written(confirmDate) })
      : t('task.unconfirmed');
    return [`${known ? t(`task.cause.${known}`) : ''} (${confirmed})`, text].filter(Boolean).join(': ');
  }
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}:</dt> <dd>{children}</dd>
    </div>
  );
}
