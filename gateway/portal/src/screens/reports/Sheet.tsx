import { useQuery } from '@tanstack/react-query';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import { session } from '@/api/session';
import type { Statistics } from '@/api/statistics';
import { written } from '@/ui/dates';
import { Extracted } from '@/ui/statistics/Extracted';
import type { StatisticsSearch } from '@/ui/statistics/search';
import { usePeriodTitle, useScope, useSpan } from '@/ui/statistics/words';
import classes from './Sheet.module.css';

/** Head and foot of a form as Nghị định 30/2020/NĐ-CP wants them, on A4 landscape. */
export function Sheet({
  statistics,
  search,
  form,
  children,
}: {
  statistics: Statistics;
  search: StatisticsSearch;
  form: '1' | '2';
  children: ReactNode;
}) {
  const { t } = useTranslation('reports');
  const { above, issuer, place, agencies } = useIssuer(statistics);
  const period = usePeriodTitle(search);
  const span = useSpan(statistics);
  const scope = useScope(statistics, search);
  const day = dayjs(statistics.extractTime);
  return (
    // Whoever does not use a mouse scrolls a wide sheet by its keys.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.desk} role="region" aria-label={t('preview')} tabIndex={0}>
      <article className={classes.sheet}>
        <div className={classes.head}>
          <div>
            <p className={classes.upper}>{above}</p>
            <p className={`${classes.upper} ${classes.strong} ${classes.ruled}`}>{issuer}</p>
          </div>
          <div>
            <p className={classes.strong}>{t('nation')}</p>
            <p className={`${classes.strong} ${classes.ruled}`}>{t('motto')}</p>
            <p className={classes.place}>
              {t('place', {
                place: place || '…………',
                day: day.format('DD'),
                month: day.format('MM'),
                year: day.format('YYYY'),
              })}
            </p>
          </div>
        </div>
        <h2 className={classes.title}>{t(`heading.${form}`)}</h2>
        <p className={classes.centre}>
          {t('period', { name: period, span: period ? ` (${span})` : span })}
          <br />
          <em>{t('asOf', { day: written(statistics.asOf) })}</em>
          <br />
          <em>{t('scope', { scope, agencies: agencies || t('everyAgency') })}</em>
        </p>
        <p className={classes.unit}>{t('unit')}</p>
        {children}
        <p className={classes.note}>{t(form === '1' ? 'rates' : 'second.rates')}</p>
        <Extracted at={statistics.extractTime} />
        <div className={classes.signatures}>
          {(['author', 'head'] as const).map((who) => (
            <div key={who}>
              <p className={classes.strong}>{t(who)}</p>
              <p>
                <em>{t(`${who}Signs`)}</em>
              </p>
            </div>
          ))}
        </div>
      </article>
    </div>
  );
}

/** Who issues the form: the Office for the province, an agency for its own numbers; and whose numbers they are. */
function useIssuer(statistics: Statistics) {
  const { t } = useTranslation('reports');
  const { data: units = [] } = useQuery(allUnits);
  const province = units.find((unit) => unit.kind === 'PROVINCE')?.displayName ?? '';
  const seesAll = session.has(
    'CHAIRMAN',
    'VICE_CHAIRMAN',
    'OFFICE_CHIEF',
    'OFFICE_SPECIALIST',
    'OFFICE_CLERK',
    'INSPECTOR',
  );
  const own = seesAll ? [] : statistics.rows.map((row) => row.name);
  return {
    above: province,
    issuer: own.join(' - ') || t('office'),
    // The place is the name of the province alone (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    place: /(?:tỉnh|thành phố) (.+)$/.exec(province)?.[1] ?? '',
    agencies: own.join(', '),
  };
}
