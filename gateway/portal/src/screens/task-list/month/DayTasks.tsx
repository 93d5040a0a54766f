import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Task } from '@/api/tasks';
import { writtenWithName, type Day } from '@/ui/dates';
import { SignIcon } from '@/ui/Standing';
import type { DueDay } from '../queries';
import type { Search } from '../search';
import classes from './month.module.css';

/** The list of the same basket and filter for one day. */
export function DayLink({ day, count, children }: { day: Day; count: number; children: string }) {
  const { t } = useTranslation('task-list');
  return (
    <Link
      from="/tasks"
      to="/tasks"
      search={(before: Search) => ({
        ...before,
        month: undefined,
        undated: undefined,
        dueFrom: day,
        dueTo: day,
      })}
      className={classes.day}
      activeProps={{}}
      aria-label={t('finding.month.listOf', { day: writtenWithName(day), count })}
    >
      {children}
    </Link>
  );
}

/** The first tasks of a day, and how many more there are. */
export function DayTasks({ due }: { due: DueDay }) {
  const { t } = useTranslation('task-list');
  const tasks = due.tasks ?? [];
  const more = (due.taskCount ?? 0) - tasks.length;
  return (
    <ul className={classes.tasks}>
      {tasks.map((task) => (
        <TaskOfDay key={task.name} task={task} />
      ))}
      {more > 0 && <li className={classes.more}>{t('finding.month.more', { count: more })}</li>}
    </ul>
  );
}

function TaskOfDay({ task }: { task: Task }) {
  const { t } = useTranslation();
  const standing = task.class ?? 'TASK_CLASS_UNSPECIFIED';
  return (
    <li className={classes.task} title={`${t(`class.${standing}`)}: ${task.title}`}>
      <SignIcon of={standing} />
      <Link to="/tasks/$task" params={{ task: id(task.name ?? '') }} className={classes.title}>
        <span className={classes.word}>{t(`class.${standing}`)}: </span>
        {task.title}
      </Link>
    </li>
  );
}

/** Why offices do not work on a day, or that they do on a day of the weekend. */
export function useOffice(due: DueDay, weekend: boolean): string {
  const { t } = useTranslation('task-list');
  if (due.working) return weekend ? t('finding.month.worked') : '';
  if (due.reason) return due.reason;
  return weekend ? '' : t('finding.month.off');
}
