import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FieldsProps } from './values';

/** The title and the output as they will be. */
export function AdjustFields({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  return (
    <>
      <Textarea
        label={t('fact.title')}
        required
        autosize
        maxLength={2000}
        value={values.title}
        onChange={(event) => {
          set({ title: event.currentTarget.value });
        }}
        error={errors.title}
      />
      <Textarea
        label={t('fact.output')}
        required
        autosize
        maxLength={1000}
        value={values.output}
        onChange={(event) => {
          set({ output: event.currentTarget.value });
        }}
        error={errors.output}
      />
    </>
  );
}
