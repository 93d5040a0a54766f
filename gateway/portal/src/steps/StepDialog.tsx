import { Alert } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { FormDialog } from '@/ui/form/FormDialog';
import { useFocusOnError } from '@/ui/form/useFocusOnError';
import { StepConflict } from './StepConflict';
import { StepFields } from './StepFields';
import { seeksApproval, type FormStep } from './steps';
import { useStepForm } from './useStepForm';
import type { Values } from './values';

interface Props {
  task: Task;
  step: FormStep;
  /** What the form starts with instead of its usual values. */
  given?: Partial<Values>;
  onClose: () => void;
}

/** The form of one step. What is typed into it is kept until the step is taken. */
export function StepDialog({ task, step, given, onClose }: Props) {
  const { t } = useTranslation(['task-detail', 'steps']);
  const small = useMediaQuery('(max-width: 48em)');
  const form = useStepForm(task, step, onClose, given);
  const [uploading, setUploading] = useState(false);
  const fields = useFocusOnError(form.errors);
  // The step itself changes the task, which may be seen before the answer comes.
  const refused = !form.pending && !task.allowedActions?.includes(step);
  const seeks = seeksApproval(step, task);
  return (
    <>
      <FormDialog
        title={t(`steps:${step}.title`)}
        fullScreen={small}
        draft={form}
        submit={uploading ? t('evidence.wait') : seeks ? t('approval.seek') : t(`steps:${step}.button`)}
        refusal={form.refusal}
        pending={form.pending}
        disabled={uploading}
        covered={form.conflict.dialog.opened}
        formRef={fields}
        onSubmit={form.submit}
        onCancel={onClose}
        onClose={onClose}
      >
        {seeks && <Alert color="blue">{t('approval.hint')}</Alert>}
        {refused && <Alert color="yellow">{t('form.notNow')}</Alert>}
        <StepFields
          step={step}
          task={task}
          values={form.values}
          set={form.set}
          errors={form.errors}
          asksForReason={form.asksForReason}
          onBusy={setUploading}
        />
      </FormDialog>
      {form.conflict.theirs && (
        <StepConflict
          step={step}
          values={form.values}
          seen={form.seen}
          theirs={form.conflict.theirs}
          {...form.conflict.dialog}
        />
      )}
    </>
  );
}
