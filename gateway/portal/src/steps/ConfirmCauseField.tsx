import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ownCause } from '@/ui/causes';
import type { FieldsProps } from './values';

/** Whether the assigner's side confirms the cause of delay that the agency has stated. */
export function ConfirmCauseField({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('cause');
  const cause = ownCause(task);
  if (!cause?.kind || cause.kind === 'KIND_UNSPECIFIED' || cause.decideDate) return null;
  return (
    <Checkbox
      label={t('confirm', { kind: t(cause.kind).toLocaleLowerCase(), text: cause.text })}
      checked={values.confirmCause}
      onChange={(event) => {
        set({ confirmCause: event.currentTarget.checked });
      }}
      error={errors.confirmCause}
    />
  );
}
