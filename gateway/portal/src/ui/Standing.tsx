import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconClockEdit,
  IconClockExclamation,
  IconHourglass,
  IconInbox,
  IconProgress,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import classes from './Standing.module.css';

type Task = Schemas['task.Task'];
export type Class = NonNullable<Task['class']>;
export type Mark =
  'DUE_SOON' | 'NOT_ACCEPTED' | 'ISSUED_LATE' | 'WAITING_FOR_CONFIRMATION' | 'OVERDUE_NOT_UPDATED';

const ICONS: Record<string, Icon> = {
  DONE_ON_TIME: IconCircleCheck,
  DONE_LATE: IconClockExclamation,
  OPEN_IN_TIME: IconProgress,
  OPEN_OVERDUE: IconAlertTriangle,
  TASK_CLASS_UNSPECIFIED: IconCircleDashed,
  DUE_SOON: IconHourglass,
  NOT_ACCEPTED: IconInbox,
  ISSUED_LATE: IconClockEdit,
  WAITING_FOR_CONFIRMATION: IconHourglass,
  OVERDUE_NOT_UPDATED: IconAlertTriangle,
};

/** The class of a task: colour, icon and word, since not everyone can tell the colours apart. */
export function ClassBadge({ of }: { of: Class | undefined }) {
  const { t } = useTranslation();
  const name = of ?? 'TASK_CLASS_UNSPECIFIED';
  return <Sign name={name} label={t(`class.${name}`)} />;
}

/** A mark beside the class. */
export function MarkBadge({ of }: { of: Mark }) {
  const { t } = useTranslation();
  return <Sign name={of} label={t(`mark.${of}`)} />;
}

/** The icon of a class or a mark, in its colour. */
export function SignIcon({ of, size = 14 }: { of: string; size?: number }) {
  const Drawn = ICONS[of] ?? IconCircleDashed;
  return (
    <span className={classes.icon} data-sign={of}>
      <Drawn size={size} stroke={2} aria-hidden />
    </span>
  );
}

// Plain elements: a list shows hundreds of them.
function Sign({ name, label }: { name: string; label: string }) {
  return (
    <span className={classes.sign} data-sign={name}>
      <SignIcon of={name} />
      {label}
    </span>
  );
}

// The class does not show these states.
const SHOWN_STATES = new Set([
  'DRAFT',
  'PROPOSED',
  'REJECTED',
  'RETURNED',
  'RECALLED',
  'SUSPENDED',
  'CANCELLED',
]);

/** Class and marks of a task; also the state, where the class does not show it. */
export function Standing({ task }: { task: Task }) {
  const { t } = useTranslation();
  const marks = (task.marks ?? []).filter((mark): mark is Mark => mark !== 'TASK_MARK_UNSPECIFIED');
  const counted = task.class && task.class !== 'TASK_CLASS_UNSPECIFIED';
  const state = task.state && SHOWN_STATES.has(task.state) ? task.state : undefined;
  return (
    <span className={classes.signs}>
      {(counted || !state) && <ClassBadge of={task.class} />}
      {state && <Sign name={state} label={t(`state.${state as 'DRAFT'}`)} />}
      {marks.map((mark) => (
        <MarkBadge key={mark} of={mark} />
      ))}
    </span>
  );
}

/** `còn 3 ngày làm việc`, coloured if the task is overdue. */
export function DaysLeft({ task }: { task: Task }) {
  const { t } = useTranslation();
  const days = task.daysLeft;
  if (days === undefined || days === null || task.class === 'DONE_ON_TIME' || task.class === 'DONE_LATE')
    return null;
  const words =
    days === 0
      ? t('daysLeft.today')
      : t(days > 0 ? 'daysLeft.left' : 'daysLeft.over', { days: Math.abs(days) });
  return (
    <span className={classes.days} data-over={days < 0 || undefined}>
      {words}
    </span>
  );
}
