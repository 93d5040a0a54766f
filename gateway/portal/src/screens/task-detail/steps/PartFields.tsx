import { Checkbox, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import { DateField } from '@/ui/DateField';
import { written } from '@/ui/dates';
import { iso } from '@/ui/dates';
import { UnitPicker } from '@/ui/UnitPicker';
import { within } from '../units';
import type { FieldsProps } from './values';

/** A part of a task, given to a unit of the agency or to a co-ordinator for its part. */
export function PartFields({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const { data: units = [] } = useQuery(allUnits);
  const possible = within(units, task.lead ?? '');
  possible.delete(task.lead ?? '');
  for (const { unit } of task.coordinations ?? []) possible.add(unit);
  const latest = task.due?.date;
  return (
    <Stack gap="sm">
      <Textarea
        label={t('form.partTitle')}
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
        label={t('form.partUnit')}
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
        description={latest ? t('form.partLatest', { day: written(latest) }) : undefined}
        value={values.due}
        onChange={(due) => {
          set({ due });
        }}
        maxDate={iso(latest) || undefined}
        error={errors.due}
      />
      <Checkbox
        label={t('form.partRequired')}
        checked={values.required}
        onChange={(event) => {
          set({ required: event.currentTarget.checked });
        }}
      />
    </Stack>
  );
}
