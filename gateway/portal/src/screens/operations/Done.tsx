import { Paper, Stack } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { Empty, Loading } from '@/ui/States';
import { Away } from './Away';
import { newestFirst, subscriberOf, SUBSCRIBERS, type Intervention } from './events';
import { doneAt } from './queries';
import { useTitle } from './StuckRow';
import classes from './Stuck.module.css';

/** What was done to stuck events at all services, newest first. */
export function Done() {
  const { t } = useTranslation('operations');
  const reads = useQueries({ queries: SUBSCRIBERS.map(doneAt) });
  const all = newestFirst(reads.map(({ data }) => data?.interventions ?? []));
  return (
    <Stack gap="sm">
      <Away reads={reads} />
      {reads.some(({ isPending }) => isPending) && <Loading />}
      {all.length === 0 && reads.every(({ isSuccess }) => isSuccess) && <Empty>{t('nothingDone')}</Empty>}
      {all.length > 0 && (
        <Paper p={0} component="ul" className={classes.list} aria-label={t('tab.done')}>
          {all.map((one) => (
            <DoneRow key={one.name} done={one} />
          ))}
        </Paper>
      )}
    </Stack>
  );
}

function DoneRow({ done }: { done: Intervention }) {
  const { t } = useTranslation('operations');
  const title = useTitle()(done);
  const verb = done.verb === 'DROP' ? 'drop' : 'replay';
  return (
    <li className={classes.row} data-record>
      <div className={classes.what}>
        <p className={classes.head}>
          <strong>{t(`past.${verb}`)}</strong> <span className={classes.title}>{title}</span>
        </p>
        {done.reason && <p className={classes.error}>{t('because', { reason: done.reason })}</p>}
        {done.error && <p className={classes.error}>{done.error}</p>}
      </div>
      <p className={classes.facts}>
        <span>{done.actor ? done.actorDisplayName : t('byCommand')}</span>
        <time dateTime={done.createTime}>{writtenTime(done.createTime)}</time>
        <span>{t(`service.${subscriberOf(done.name)}`)}</span>
      </p>
    </li>
  );
}
