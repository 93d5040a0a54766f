import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { AdjustFields } from '@/steps/AdjustFields';
import { HolderFields } from '@/steps/HolderFields';
import { missing, valuesFor, type Errors, type FieldsProps, type Values } from '@/steps/values';
import { Words } from '@/steps/Words';
import { DateField } from '@/ui/fields/DateField';
import { MonitorPicker } from '@/ui/fields/PersonPicker';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { useDraft } from '@/ui/form/useDraft';
import { labelOf, type BulkStep } from './bulk';

interface Props {
  step: BulkStep;
  /** The selected tasks, and how many of them the step is possible for. */
  tasks: [Task, ...Task[]];
  possible: number;
  onSend: (values: Values) => void;
  onCancel: () => void;
}

/** What goes with the step to all tasks. */
export function BulkForm({ step, tasks, possible, onSend, onCancel }: Props) {
  const { t } = useTranslation(['task-list', 'task-detail']);
  const { t: common } = useTranslation();
  const [initial] = useState<Values>(() => ({
    ...valuesFor(step, tasks[0]),
    words: '',
    internalDueDate: undefined,
  }));
  const draft = useDraft<Values>(`tasks.${step}`, initial);
  const [absent, setAbsent] = useState<Errors>({});
  const count = tasks.length;
  const check = () => {
    const fields = step === 'update' && !draft.value.person ? ['person'] : missing(step, draft.value);
    setAbsent(Object.fromEntries(fields.map((field) => [field, t('task-detail:form.required')])));
    return fields.length === 0;
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!check()) return;
        onSend({ ...draft.value, words: draft.value.words.trim() });
        draft.discard();
      }}
    >
      <Stack gap="xs">
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Fields
          step={step}
          tasks={tasks}
          task={tasks[0]}
          values={draft.value}
          set={(changed) => {
            draft.change({ ...draft.value, ...changed });
          }}
          errors={absent}
        />
        {step === 'urge' && <Text size="sm">{t('bulk.urgeHint')}</Text>}
        {possible < count && <Text size="sm">{t('bulk.some', { possible, count })}</Text>}
        <Group gap="xs">
          <Button type="submit" size="xs">
            {t('bulk.take', { step: labelOf(step), count })}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            {common('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Fields({ step, tasks, ...fields }: FieldsProps & Pick<Props, 'step' | 'tasks'>) {
  const { t } = useTranslation(['task-list', 'task-detail']);
  if (step === 'update')
    return (
      <MonitorPicker
        label={t('bulk.monitor')}
        field={commonField(tasks)}
        value={fields.values.person}
        onChange={(person) => {
          fields.set({ person });
        }}
        error={fields.errors.person}
      />
    );
  return (
    <>
      {step === 'delegate' && <HolderFields {...fields} />}
      {step === 'adjust' && <AdjustFields {...fields} />}
      {step === 'extend' && (
        <DateField
          label={t('task-detail:extension.newDate')}
          value={fields.values.newDate}
          onChange={(newDate) => {
            fields.set({ newDate });
          }}
          error={fields.errors.newDate}
        />
      )}
      <Words step={step} {...fields} />
    </>
  );
}

/** Of tasks of several fields, each says by itself who may monitor it. */
function commonField([first, ...others]: [Task, ...Task[]]): string {
  return others.every(({ field }) => field === first.field) ? (first.field ?? '') : '';
}
