import { useTranslation } from 'react-i18next';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import type { FieldsProps } from './values';

/** The agency to which a returned task goes; if none is chosen, the same one. */
export function LeadField({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <UnitPicker
      label={t('form.newLead')}
      description={t('form.newLeadHint')}
      value={values.unit}
      onChange={(unit) => {
        set({ unit });
      }}
      among={(unit) => unit.kind === 'AGENCY'}
      error={errors.unit}
    />
  );
}
