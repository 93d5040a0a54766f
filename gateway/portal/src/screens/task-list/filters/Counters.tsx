import { useTranslation } from 'react-i18next';
import { SignIcon } from '@/ui/Standing';
import { Failure } from '@/ui/States';
import { number } from '@/ui/text';
import type { Counters as Counted } from '../queries';
import type { Search } from '../search';
import classes from './Counters.module.css';

const SHOWN = [
  { key: 'OPEN_IN_TIME', kind: 'class', of: 'openInTime' },
  { key: 'DUE_SOON', kind: 'mark', of: 'dueSoon' },
  { key: 'OPEN_OVERDUE', kind: 'class', of: 'openOverdue' },
  { key: 'DONE_ON_TIME', kind: 'class', of: 'doneOnTime' },
  { key: 'DONE_LATE', kind: 'class', of: 'doneLate' },
  { key: 'NOT_ACCEPTED', kind: 'mark', of: 'notAccepted' },
  { key: 'WAITING_FOR_CONFIRMATION', kind: 'mark', of: 'waitingForConfirmation' },
  { key: 'OVERDUE_NOT_UPDATED', kind: 'mark', of: 'overdueNotUpdated' },
] as const;

/** How many tasks of the basket stand how; each number shows its tasks. */
export function Counters({
  counters,
  error,
  search,
  onChange,
}: {
  counters: Counted | undefined;
  error: Error | null;
  search: Search;
  onChange: (changed: Partial<Search>) => void;
}) {
  const { t, i18n } = useTranslation('task-list');
  if (error) return <Failure error={error} />;
  const written = (count: string | undefined) =>
    count === undefined ? '–' : number(Number(count), i18n.language);
  const none = { open: undefined, class: undefined, mark: undefined };
  const open = counters && String(Number(counters.openInTime) + Number(counters.openOverdue));
  return (
    <div role="group" aria-label={t('counters.label')} className={classes.counters}>
      <button
        type="button"
        className={classes.counter}
        aria-pressed={search.open ?? false}
        onClick={() => {
          onChange({ ...none, open: true });
        }}
      >
        <span className={classes.number}>{written(open)}</span>
        <span className={classes.word}>{t('counters.open')}</span>
      </button>
      <button
        type="button"
        className={classes.counter}
        aria-pressed={!search.open && !search.class && !search.mark}
        onClick={() => {
          onChange(none);
        }}
      >
        <span className={classes.number}>{written(counters?.totalCount ?? counters?.total)}</span>
        <span className={classes.word}>{t('counters.total')}</span>
      </button>
      {SHOWN.map(({ key, kind, of }) => {
        const pressed = search[kind] === key;
        return (
          <button
            key={key}
            type="button"
            className={classes.counter}
            aria-pressed={pressed}
            onClick={() => {
              onChange(pressed ? none : { ...none, [kind]: key });
            }}
          >
            <span className={classes.number}>
              <SignIcon of={key} size={18} /> {written(counters?.[of])}
            </span>
            <span className={classes.word}>{t(`counters.${key}`)}</span>
          </button>
        );
      })}
    </div>
  );
}
