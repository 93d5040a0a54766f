import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/fields/DateField';
import type { FieldsProps } from './values';

/** The date by which the lead that gets the task must do it. */
export function NewDueField({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <DateField
      label={t('extension.newDate')}
      description={t('form.newDueHint')}
      value={values.newDate}
      onChange={(newDate) => {
        set({ newDate });
      }}
      error={errors.newDate ?? errors.due}
    />
  );
}
