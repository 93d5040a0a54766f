import { useTranslation } from 'react-i18next';
import { CLASSES, MARKS, type Counts, type Statistics } from '@/api/statistics';
import { sectionsOf } from '@/ui/statistics/sections';
import { number, rate } from '@/ui/text';
import classes from './Sheet.module.css';

const NUMBERS = ['TOTAL', ...CLASSES] as const;
const RATES = [
  { part: 'DONE_ON_TIME', label: 'rateOnTime' },
  { part: 'DONE_LATE', label: 'rateLate' },
  { part: 'OPEN_OVERDUE', label: 'rateOverdue' },
] as const;
const KEYS = ['A', 'B', '1=2+3+4+5', '2', '3', '4', '5', '6=2÷1', '7=3÷1', '8=5÷1', '9'];
const ROMAN = ['I', 'II', 'III'];

/** Form 1: the summary by agency. */
export function Summary({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation(['reports', 'statistics']);
  return (
    <table className={classes.table}>
      <colgroup>
        <col className={classes.narrow} />
        <col className={classes.name} />
        {KEYS.slice(2, -1).map((key) => (
          <col key={key} className={classes.number} />
        ))}
        <col />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">{t('column.number')}</th>
          <th scope="col">{t('column.agency')}</th>
          {NUMBERS.map((figure) => (
            <th key={figure} scope="col">
              {t(`column.${figure}`)}
            </th>
          ))}
          {RATES.map(({ label }) => (
            <th key={label} scope="col">
              {t(`column.${label}`)}
            </th>
          ))}
          <th scope="col">{t('column.remark')}</th>
        </tr>
        <tr aria-hidden>
          {KEYS.map((key) => (
            <td key={key}>{key}</td>
          ))}
        </tr>
      </thead>
      {sectionsOf(statistics).map((section, at) => (
        <tbody key={section.key}>
          <Row
            rowNumber={ROMAN[at] ?? ''}
            name={t(`group.${section.key}`, { ns: 'statistics' })}
            counts={section.counts}
            kind="group"
          />
          {section.rows.map((row, index) => (
            <Row key={row.agency} rowNumber={String(index + 1)} name={row.name} counts={row.counts} />
          ))}
        </tbody>
      ))}
      <tbody>
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
  const { t, i18n } = useTranslation('reports');
  const remarks = (
    [
      'NOT_ACCEPTED',
      'DUE_SOON',
      'EXTENDED',
      'ISSUED_LATE',
    ] as const satisfies readonly (typeof MARKS)[number][]
  )
    .filter((mark) => counts[mark] > 0)
    .map((mark) => t(`remark.${mark}`, { n: number(counts[mark], i18n.language) }))
    .join('; ');
  return (
    <tr data-kind={kind}>
      <td>{rowNumber}</td>
      <th scope="row">{name}</th>
      {NUMBERS.map((figure) => (
        <td key={figure}>{number(counts[figure], i18n.language)}</td>
      ))}
      {RATES.map(({ part }) => (
        <td key={part}>{rate(counts[part], counts.TOTAL, i18n.language)}</td>
      ))}
      <td className={`${classes.left} ${classes.remark}`}>
        {remarks.charAt(0).toLocaleUpperCase(i18n.language) + remarks.slice(1)}
      </td>
    </tr>
  );
}
