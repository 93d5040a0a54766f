import { Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isWeekend, today, writtenWithName } from '@/ui/dates';
import { writtenMonth, type Month } from '@/ui/months';
import type { DueDay } from '../queries';
import { DayLink, DayTasks, useOffice } from './DayTasks';
import classes from './month.module.css';

/** The days of the month on which something is due, one below the other, for narrow screens. */
export function Agenda({ days, month }: { days: DueDay[]; month: Month }) {
  const { t, i18n } = useTranslation('task-list');
  return (
    <Paper
      component="ol"
      className={classes.agenda}
      aria-label={t('finding.month.label', { month: writtenMonth(month, i18n.language) })}
    >
      {days
        .filter((due) => due.taskCount)
        .map((due) => (
          <AgendaDay key={due.date} due={due} />
        ))}
    </Paper>
  );
}

function AgendaDay({ due }: { due: DueDay }) {
  const { t } = useTranslation('task-list');
  const day = due.date ?? '';
  const office = useOffice(due, isWeekend(day));
  const count = due.taskCount ?? 0;
  return (
    <li data-row aria-current={day === today() ? 'date' : undefined} data-off={!due.working || undefined}>
      <div className={classes.head}>
        <DayLink day={day} count={count}>
          {writtenWithName(day)}
        </DayLink>
        <span className={classes.count}>{t('finding.month.count', { count })}</span>
      </div>
      {office && <div className={classes.office}>{office}</div>}
      <DayTasks due={due} />
    </li>
  );
}
