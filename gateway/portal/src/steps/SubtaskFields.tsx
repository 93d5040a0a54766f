import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits, unitsWithin } from '@/api/names';
import { written } from '@/ui/dates';
import { DateField } from '@/ui/fields/DateField';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import type { FieldsProps } from './values';

/** A subtask, given to a unit of the agency or to a coordinating agency. */
export function SubtaskFields({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const possible = usePossibleUnits(task);
  const latest = task.due?.date;
  return (
    <Stack gap="sm">
      <Textarea
        label={t('form.subtaskTitle')}
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={values.title}
        onChange={(event) => {
          set({ title: event.currentTarget.value });
        }}
        error={errors.title}
      />
      <UnitPicker
        label={t('form.subtaskUnit')}
        required
        value={values.unit}
        onChange={(unit) => {
          set({ unit });
        }}
        among={(unit) => possible.has(unit.name ?? '')}
        error={errors.unit}
      />
      <TextInput
        label={t('fact.output')}
        required
        maxLength={1000}
        value={values.output}
        onChange={(event) => {
          set({ output: event.currentTarget.value });
        }}
        error={errors.output}
      />
      <DateField
        label={t('fact.due')}
        description={latest ? t('form.subtaskLatest', { day: written(latest) }) : undefined}
        value={values.due}
        onChange={(due) => {
          set({ due });
        }}
        maxDate={latest || undefined}
        error={errors.due}
      />
      <Checkbox
        label={t('form.subtaskRequired')}
        checked={values.required}
        onChange={(event) => {
          set({ required: event.currentTarget.checked });
        }}
      />
    </Stack>
  );
}

/** The units inside the lead agency, and the agencies that coordinate. */
function usePossibleUnits({ lead = '', coordinations = [] }: FieldsProps['task']): Set<string> {
  const { data: units = [] } = useQuery(allUnits);
  const possible = unitsWithin(units, lead);
  possible.delete(lead);
  for (const { unit } of coordinations) possible.add(unit);
  return possible;
}
