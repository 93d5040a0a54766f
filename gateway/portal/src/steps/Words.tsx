import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FormStep } from './steps';
import { requiresWords, type FieldsProps } from './values';

const REPORTS: readonly FormStep[] = ['reportProgress', 'submit', 'reportCoordination'];

/** The text of a step: a note, a reason, a message or a report. */
export function Words({
  step,
  values,
  set,
  errors,
}: FieldsProps & { step: Exclude<FormStep, 'createSubtask' | 'stateCause'> }) {
  const { t } = useTranslation(['task-detail', 'steps']);
  return (
    <Textarea
      label={t(`steps:${step}.words`)}
      required={requiresWords(step, values)}
      value={values.words}
      onChange={(event) => {
        set({ words: event.currentTarget.value });
      }}
      error={errors.words}
      autosize
      minRows={3}
      maxRows={12}
      maxLength={REPORTS.includes(step) ? 10_000 : 2_000}
    />
  );
}
