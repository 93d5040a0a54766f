import '@mantine/dates/styles.css';
import { DateInput, type DateInputProps } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { dayOf, iso, today, type Day } from './dates';

type Props = Omit<DateInputProps, 'value' | 'onChange' | 'defaultValue'> & {
  value: Day | null | undefined;
  onChange: (day: Day | undefined) => void;
};

/** A day, typed as dd/mm/yyyy or chosen from a calendar. */
export function DateField({ value, onChange, ...others }: Props) {
  const { t, i18n } = useTranslation();
  return (
    <DateInput
      valueFormat="DD/MM/YYYY"
      dateParser={(typed) => parse(typed)}
      placeholder="dd/mm/yyyy"
      locale={i18n.language}
      firstDayOfWeek={1}
      clearable
      clearButtonProps={{ 'aria-label': t('date.clear') }}
      ariaLabels={{ previousMonth: t('date.previousMonth'), nextMonth: t('date.nextMonth') }}
      defaultDate={iso(value) || iso(today())}
      value={iso(value) || null}
      onChange={(chosen) => {
        onChange(dayOf(chosen));
      }}
      {...others}
    />
  );
}

/** What people type: `5/9/2026`, `05-09-2026` and `05.09.26` are all the fifth of September. */
function parse(typed: string): string | null {
  const found = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})\s*$/.exec(typed);
  if (!found) return null;
  const [, day = '', month = '', year = ''] = found;
  const text = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return dayOf(text) ? text : null;
}
