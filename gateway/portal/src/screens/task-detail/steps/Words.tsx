import { Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Step } from './steps';
import { mustExplain, type FieldsProps } from './values';

/** The one text of a step: a note, a reason, a message or a report. */
export function Words({
  step,
  values,
  set,
  errors,
}: FieldsProps & { step: Exclude<Step, 'split' | 'update'> }) {
  const { t } = useTranslation('task-detail');
  return (
    <Textarea
      label={t(`step.${step}.words`)}
      required={mustExplain(step)}
      value={values.words}
      onChange={(event) => {
        set({ words: event.currentTarget.value });
      }}
      error={errors.words}
      autosize
      minRows={3}
      maxRows={12}
      maxLength={step === 'reportProgress' || step === 'submit' ? 10_000 : 2_000}
    />
  );
}
