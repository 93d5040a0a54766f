import { useTranslation } from 'react-i18next';
import { session } from '@/api/session';
import { written, writtenTime, type Day } from '@/ui/dates';
import { Range } from './Pager';
import type { Task } from '@/api/tasks';
import type { Basket, Search } from './search';
import { useFilterWords } from './filters/useFilterWords';
import classes from './PrintHead.module.css';

/** The head of the table on paper: heading, basket, filters in words, and the day. */
export function PrintHead({
  basket,
  search,
  asOf,
  shown,
  total,
}: {
  basket: Basket;
  search: Search;
  asOf: Day | undefined;
  shown: Task[] | undefined;
  total: number | undefined;
}) {
  const { t } = useTranslation('task-list');
  const chosen = search.class ?? search.mark;
  const words = [
    ...(chosen ? [t(`counters.${chosen}`)] : search.open ? [t('counters.open')] : []),
    ...useFilterWords(search, shown).map(({ what, value }) => (value ? `${what}: ${value}` : what)),
  ].join('; ');
  return (
    <div className={classes.head} aria-hidden>
      <p className={classes.nation}>
        <strong>{t('print.nation')}</strong>
        <br />
        <strong>{t('print.motto')}</strong>
      </p>
      <p className={classes.heading}>{t('print.heading')}</p>
      <p>
        {t('print.basket', { name: t(`baskets.${basket}`) })}.{' '}
        {words ? t('print.filter', { words }) : t('print.noFilter')}.
        <br />
        {t('print.asOf', { day: written(asOf), time: writtenTime(session.now().toISOString()) })}{' '}
        <Range search={search} shown={shown?.length ?? 0} total={total} />
      </p>
    </div>
  );
}
