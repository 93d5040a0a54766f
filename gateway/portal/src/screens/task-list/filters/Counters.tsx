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
  { key: 'ISSUED_LATE', kind: 'mark', of: 'issuedLate' },
] as const;

interface Props {
  counters: Counted | undefined;
  error: Error | null;
  search: Search;
  onChange: (changed: Partial<Search>) => void;
}

// Most baskets have none.
const RARE = new Set<string>(['ISSUED_LATE']);
const NO_FILTER = { open: undefined, class: undefined, mark: undefined };

/** How many tasks of the basket there are of each kind; a counter filters the list by its kind. */
export function Counters({ counters, error, search, onChange }: Props) {
  const { t } = useTranslation('task-list');
  if (error) return <Failure error={error} />;
  const open = counters && (counters.openInTime ?? 0) + (counters.openOverdue ?? 0);
  return (
    <div role="group" aria-label={t('counters.label')} className={classes.counters}>
      <Counter
        label={t('counters.open')}
        count={open}
        pressed={search.open ?? false}
        onPress={() => {
          onChange({ ...NO_FILTER, open: true });
        }}
      />
      <Counter
        label={t('counters.total')}
        count={counters?.totalCount ?? counters?.total}
        pressed={!search.open && !search.class && !search.mark}
        onPress={() => {
          onChange(NO_FILTER);
        }}
      />
      {SHOWN.map(({ key, kind, of }) => {
        const pressed = search[kind] === key;
        if (RARE.has(key) && !counters?.[of] && !pressed) return null;
        return (
          <Counter
            key={key}
            sign={key}
            label={t(`counters.${key}`)}
            count={counters?.[of]}
            pressed={pressed}
            onPress={() => {
              onChange(pressed ? NO_FILTER : { ...NO_FILTER, [kind]: key });
            }}
          />
        );
      })}
    </div>
  );
}

function Counter(props: {
  sign?: string;
  label: string;
  /** Undefined while it is counted. */
  count: number | undefined;
  pressed: boolean;
  onPress: () => void;
}) {
  const { i18n } = useTranslation();
  const { sign, count } = props;
  return (
    <button type="button" className={classes.counter} aria-pressed={props.pressed} onClick={props.onPress}>
      <span className={classes.number}>
        {sign && (
          <>
            <SignIcon of={sign} size={18} />{' '}
          </>
        )}
        {count === undefined ? '–' : number(count, i18n.language)}
      </span>
      <span className={classes.word}>{props.label}</span>
    </button>
  );
}
