import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldsProps } from './values';

/** What hinders the work, and what the agency asks for. */
export function ObstaclesField({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <Textarea
      label={t('progress.obstacles')}
      value={values.obstacles}
      onChange={(event) => {
        set({ obstacles: event.currentTarget.value });
      }}
      error={errors.obstacles}
      autosize
      minRows={2}
      maxRows={10}
      maxLength={10_000}
    />
  );
}
