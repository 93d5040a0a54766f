import { useTranslation } from 'react-i18next';
import type { Candidate } from '@/api/people';
import { DateField } from '@/ui/fields/DateField';
import { PersonPicker } from '@/ui/fields/PersonPicker';
import type { FieldsProps } from './values';

/** Who works beside the holder, one of these people, and by when the agency wants it done. */
export function BesideFields({ among, values, set, errors }: FieldsProps & { among: Candidate[] }) {
  const { t } = useTranslation('steps');
  return (
    <>
      <PersonPicker
        label={t('delegate.coHolder')}
        description={t('delegate.coHolderHint')}
        value={values.coHolder}
        onChange={(coHolder) => {
          set({ coHolder });
        }}
        among={among.filter(({ person }) => person !== values.person)}
        disabled={!values.person}
        error={errors.coHolder}
      />
      <DateField
        label={t('delegate.internalDueDate')}
        description={t('delegate.internalDueDateHint')}
        value={values.internalDueDate}
        onChange={(internalDueDate) => {
          set({ internalDueDate });
        }}
        error={errors.internalDueDate}
      />
    </>
  );
}
