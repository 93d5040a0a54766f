import { useTranslation } from 'react-i18next';
import { isWeekend, today } from '@/ui/dates';
import { namesOfWeekdays, weeksOf, writtenMonth, type Month } from '@/ui/months';
import type { DueDay } from '../queries';
import { DayLink, DayTasks, useOffice } from './DayTasks';
import classes from './month.module.css';

/** The month as a table of weeks. */
export function MonthGrid({ days, month }: { days: DueDay[]; month: Month }) {
  const { t, i18n } = useTranslation('task-list');
  return (
    <table className={classes.grid}>
      <caption className={classes.word}>
        {t('finding.month.label', { month: writtenMonth(month, i18n.language) })}
      </caption>
      <thead>
        <tr>
          {namesOfWeekdays().map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(days, (due) => due.date ?? '').map((week, at) => (
          <tr key={week.find((due) => due)?.date ?? at}>
            {week.map((due, place) => (due ? <DayCell key={due.date} due={due} /> : <td key={place} />))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayCell({ due }: { due: DueDay }) {
  const { t } = useTranslation('task-list');
  const day = due.date ?? '';
  const office = useOffice(due, isWeekend(day));
  const count = due.taskCount ?? 0;
  const number = String(Number(day.slice(8)));
  return (
    <td
      data-off={!due.working || undefined}
      data-row={count > 0 || undefined}
      aria-current={day === today() ? 'date' : undefined}
    >
      <div className={classes.head}>
        {count > 0 ? (
          <DayLink day={day} count={count}>
            {number}
          </DayLink>
        ) : (
          <span className={classes.number}>{number}</span>
        )}
        {count > 0 && <span className={classes.count}>{t('finding.month.count', { count })}</span>}
      </div>
      {office && <div className={classes.office}>{office}</div>}
      {count > 0 && <DayTasks due={due} />}
    </td>
  );
}
