import { useQuery } from '@tanstack/react-query';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayWithStatistics } from '@/api/access';
import { allUnits, provinceOf } from '@/api/names';
import type { Statistics } from '@/api/statistics';
import { written } from '@/ui/dates';
import { Extracted } from '@/ui/statistics/Extracted';
import type { StatisticsSearch } from '@/ui/statistics/search';
import { usePeriodTitle, useScope, useSpan } from '@/ui/statistics/words';
import classes from './Sheet.module.css';

interface Props {
  statistics: Statistics;
  search: StatisticsSearch;
  form: '1' | '2';
}

/** Head and foot of a form on A4 landscape, as Nghị định 30/2020/NĐ-CP prescribes. */
export function Sheet({ children, ...props }: Props & { children: ReactNode }) {
  const { t } = useTranslation('reports');
  const { statistics, form } = props;
  const { total, taskCount } = statistics;
  return (
    // The keyboard must reach what scrolls: a sheet may be wider than the screen.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.desk} role="region" aria-label={t('preview')} tabIndex={0}>
      <article className={classes.sheet}>
        <Head statistics={statistics} />
        <Title {...props} />
        <p className={classes.unit}>{t('unit')}</p>
        {children}
        <p className={classes.note}>{t(form === '1' ? 'rates' : 'second.rates')}</p>
        {taskCount !== total.TOTAL && (
          <p className={classes.note}>{t('periods', { counted: total.TOTAL, tasks: taskCount })}</p>
        )}
        {form === '1' && statistics.intake && (
          <p className={classes.note}>{t('intake', statistics.intake)}</p>
        )}
        <Extracted at={statistics.extractTime} />
        <Signatures />
      </article>
    </div>
  );
}

/** The issuer at the left; the nation, its motto, place and date at the right. */
function Head({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation('reports');
  const { above, issuer, place } = useIssuer(statistics);
  const day = dayjs(statistics.extractTime);
  return (
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
  );
}

/** What the form is, and what it counts. */
function Title({ statistics, search, form }: Props) {
  const { t } = useTranslation('reports');
  const { agencies } = useIssuer(statistics);
  const period = usePeriodTitle(search);
  const span = useSpan(statistics);
  const scope = useScope(statistics, search);
  return (
    <>
      <h2 className={classes.title}>{t(`heading.${form}`)}</h2>
      <p className={classes.centre}>
        {t('period', { name: period, span: period ? ` (${span})` : span })}
        <br />
        <em>{t('asOf', { day: written(statistics.asOf) })}</em>
        <br />
        <em>{t('scope', { scope, agencies: agencies || t('everyAgency') })}</em>
      </p>
    </>
  );
}

function Signatures() {
  const { t } = useTranslation('reports');
  return (
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
  );
}

/** Who issues the form, the Office for the province or an agency for its own figures, and for which agencies. */
function useIssuer(statistics: Statistics) {
  const { t } = useTranslation('reports');
  const { data: units = [] } = useQuery(allUnits);
  const province = provinceOf(units)?.displayName ?? '';
  const own = useMayWithStatistics('compareAgencies') ? [] : statistics.rows.map((row) => row.name);
  return {
    above: province,
    issuer: own.join(' - ') || t('office'),
    // The place is the province's name alone (Nghị định 30/2020/NĐ-CP, Phụ lục I).
    place: /(?:tỉnh|thành phố) (.+)$/.exec(province)?.[1] ?? '',
    agencies: own.join(', '),
  };
}
