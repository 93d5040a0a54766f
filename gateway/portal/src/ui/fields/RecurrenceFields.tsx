import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { DateField } from './DateField';
import { DAYS_OF_MONTH, isMonthly, RECURRENCES, type DueValues } from './due';

interface Props {
  due: DueValues;
  onChange: (changed: Partial<DueValues>) => void;
}

/** How often a periodic task recurs, on which day of the month, and until when. */
export function RecurrenceFields({ due, onChange }: Props) {
  const { t } = useTranslation(['periods', 'common']);
  return (
    <>
      <Select
        label={t('common:due.recurrence')}
        data={RECURRENCES.map((every) => ({ value: every, label: t(`common:due.every.${every}`) }))}
        value={due.recurrence}
        onChange={(every) => {
          onChange({ recurrence: oneOf(RECURRENCES, every) ?? null });
        }}
      />
      {isMonthly(due.recurrence) && (
        <Select
          label={t('recurrenceDay')}
          data={DAYS_OF_MONTH.map((day) => ({ value: day, label: t(`dayOfMonth.${day}`) }))}
          value={due.recurrenceDay}
          allowDeselect={false}
          onChange={(day) => {
            onChange({ recurrenceDay: oneOf(DAYS_OF_MONTH, day) });
          }}
        />
      )}
      <DateField
        label={t('untilDate')}
        value={due.untilDate}
        onChange={(untilDate) => {
          onChange({ untilDate });
        }}
      />
    </>
  );
}
