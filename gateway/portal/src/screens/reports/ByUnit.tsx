import { useTranslation } from 'react-i18next';
import type { Counts, Statistics } from '@/api/statistics';
import { sectionsOf } from '@/ui/statistics/sections';
import { number, rate } from '@/ui/text';
import classes from './Sheet.module.css';

const OPEN = ['OPEN_IN_TIME', 'OPEN_OVERDUE'] as const;
const DONE = ['DONE_ON_TIME', 'DONE_LATE'] as const;

/** Form 2: by unit, each number with its share of the unit's tasks. */
export function ByUnit({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation(['reports', 'statistics']);
  const rows = sectionsOf(statistics).flatMap((section) => section.rows);
  return (
    <table className={classes.table}>
      <colgroup>
        <col className={classes.narrow} />
        <col className={classes.name} />
      </colgroup>
      <thead>
        <tr>
          <th rowSpan={2} scope="col">
            {t('second.number')}
          </th>
          <th rowSpan={2} scope="col">
            {t('second.agency')}
          </th>
          <th rowSpan={2} scope="col">
            {t('second.total')}
          </th>
          <th colSpan={2} scope="colgroup">
            {t('second.open')}
          </th>
          <th colSpan={2} scope="colgroup">
            {t('second.done')}
          </th>
        </tr>
        <tr>
          {[...OPEN, ...DONE].map((name) => (
            <th key={name} scope="col">
              {t(`second.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <Row key={row.agency} rowNumber={String(index + 1)} name={row.name} counts={row.counts} />
        ))}
        <Row rowNumber="" name={t('sum', { ns: 'statistics' })} counts={statistics.total} kind="sum" />
      </tbody>
    </table>
  );
}

function Row({
  rowNumber,
  name,
  counts,
  kind,
}: {
  rowNumber: string;
  name: string;
  counts: Counts;
  kind?: string;
}) {
  const { i18n } = useTranslation();
  const part = (count: number) => {
    const shown = number(count, i18n.language);
    return counts.TOTAL ? `${shown} (${rate(count, counts.TOTAL, i18n.language)}%)` : `${shown} (–)`;
  };
  return (
    <tr data-kind={kind}>
      <td>{rowNumber}</td>
      <th scope="row">{name}</th>
      <td>{number(counts.TOTAL, i18n.language)}</td>
      {[...OPEN, ...DONE].map((figure) => (
        <td key={figure}>{part(counts[figure])}</td>
      ))}
    </tr>
  );
}
