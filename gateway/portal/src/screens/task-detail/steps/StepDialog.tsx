import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftNotice } from '@/ui/DraftNotice';
import type { Task } from '../queries';
import type { Step } from './steps';
import { StepConflict } from './StepConflict';
import { StepFields } from './StepFields';
import { useFocusOnError } from './useFocusOnError';
import { useStepForm } from './useStepForm';

interface Props {
  task: Task;
  step: Exclude<Step, 'update'>;
  onClose: () => void;
}

/** The form of one step. What is typed into it is kept until the step is taken. */
export function StepDialog({ task, step, onClose }: Props) {
  const { t } = useTranslation(['task-detail', 'common']);
  const small = useMediaQuery('(max-width: 48em)');
  const form = useStepForm(task, step, onClose);
  const [uploading, setUploading] = useState(false);
  const fields = useFocusOnError(form.errors);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`step.${step}.title`)}
      size="lg"
      fullScreen={small}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit} noValidate ref={fields}>
        <Stack gap="md">
          <DraftNotice restored={form.restored} onDiscard={form.discard} />
          {!task.allowedActions?.includes(step) && <Alert color="yellow">{t('form.notNow')}</Alert>}
          <StepFields
            step={step}
            task={task}
            values={form.values}
            set={form.set}
            errors={form.errors}
            partsOpen={form.partsOpen}
            onBusy={setUploading}
          />
          {form.refusal && (
            <Alert color="red" role="alert">
              {form.refusal}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={form.pending} disabled={uploading}>
              {uploading ? t('evidence.wait') : t(`step.${step}.button`)}
            </Button>
          </Group>
        </Stack>
      </form>
      {form.conflict.theirs && (
        <StepConflict
          step={step}
          values={form.values}
          seen={form.seen}
          theirs={form.conflict.theirs}
          {...form.conflict.dialog}
        />
      )}
    </Modal>
  );
}
