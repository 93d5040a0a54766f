import { Checkbox, Select, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNames } from '@/api/names';
import { written } from '@/ui/dates';
import { DateField } from '@/ui/fields/DateField';
import { possible, startOf, type CoordinationStep } from './coordination';
import { DocumentNumberField } from './DocumentNumberField';
import { ObstaclesField } from './ObstaclesField';
import { PercentField } from './PercentField';
import { Words } from './Words';
import type { FieldsProps } from './values';

type Props = FieldsProps & { step: CoordinationStep };

/** A step about the part of one coordinator. */
export function CoordinationStepFields({ step, ...fields }: Props) {
  return (
    <>
      <CoordinatorField step={step} {...fields} />
      {step === 'setCoordination' && <PartFields {...fields} />}
      {step === 'reportCoordination' && <DoneField {...fields} />}
      {step === 'reportCoordination' && !fields.values.done && <PercentField {...fields} />}
      <Words step={step} {...fields} />
      {step === 'reportCoordination' && !fields.values.done && <ObstaclesField {...fields} />}
    </>
  );
}

/** The coordinator whose part it is, among those for whom the person may take the step. */
function CoordinatorField({ step, task, values, set, errors }: Props) {
  const { t } = useTranslation(['task-detail', 'coordination']);
  const coordinations = possible(step, task);
  const names = useNames(coordinations.map(({ unit }) => unit));
  return (
    <Select
      label={t('coordination:unit')}
      required
      searchable
      allowDeselect={false}
      data={coordinations.map(({ unit }) => ({ value: unit, label: names[unit]?.displayName ?? unit }))}
      value={values.unit || null}
      onChange={(unit) => {
        set(startOf(coordinations.find((each) => each.unit === unit)));
      }}
      error={errors.unit}
    />
  );
}

/** What the coordinator contributes, and by when. */
function PartFields({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation(['task-detail', 'coordination']);
  const latest = task.due?.date;
  return (
    <>
      <Textarea
        label={t('coordination:part')}
        autosize
        minRows={2}
        maxLength={1000}
        value={values.part}
        onChange={(event) => {
          set({ part: event.currentTarget.value });
        }}
        error={errors.part}
      />
      <DateField
        label={t('coordination:due')}
        description={latest ? t('coordination:latest', { day: written(latest) }) : undefined}
        value={values.due}
        onChange={(due) => {
          set({ due });
        }}
        maxDate={latest || undefined}
        error={errors.due}
      />
    </>
  );
}

/** Whether the part is done, and the document that shows it. */
function DoneField({ values, set, errors }: FieldsProps) {
  const { t } = useTranslation(['task-detail', 'coordination']);
  return (
    <>
      <Checkbox
        label={t('coordination:done')}
        checked={values.done}
        onChange={(event) => {
          set({ done: event.currentTarget.checked });
        }}
      />
      {values.done && <DocumentNumberField label={t('coordination:document')} {...{ values, set, errors }} />}
    </>
  );
}
