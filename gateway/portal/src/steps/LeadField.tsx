import { useTranslation } from 'react-i18next';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import type { FieldsProps } from './values';

/** The agency to which a task goes. */
export function LeadField({
  values,
  set,
  errors,
  ...given
}: FieldsProps & { hint?: string; required?: boolean }) {
  const { t } = useTranslation('task-detail');
  return (
    <UnitPicker
      label={t('form.newLead')}
      description={given.hint}
      required={given.required}
      value={values.unit}
      onChange={(unit) => {
        set({ unit });
      }}
      among={(unit) => unit.kind === 'AGENCY'}
      error={errors.unit}
    />
  );
}
