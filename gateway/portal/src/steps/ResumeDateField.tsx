import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/fields/DateField';
import type { FieldsProps } from './values';

/** The day on which the work on a suspended task is expected to go on. */
export function ResumeDateField({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <DateField
      label={t('fact.resumeDate')}
      description={t('form.resumeDateHint')}
      value={values.resumeDate}
      onChange={(resumeDate) => {
        set({ resumeDate });
      }}
      error={errors.resumeDate}
    />
  );
}
