import { useTranslation } from 'react-i18next';
import { UnitPicker } from '@/ui/UnitPicker';
import type { FieldsProps } from './values';

/** To which agency a returned task goes; to the same one if none is chosen. */
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
