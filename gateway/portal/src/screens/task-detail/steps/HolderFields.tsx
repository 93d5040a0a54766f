import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import { positionsOf } from '@/api/people';
import { PersonPicker } from '@/ui/PersonPicker';
import { UnitPicker } from '@/ui/UnitPicker';
import { within } from '../units';
import type { FieldsProps } from './values';

/** To whom inside the lead agency a task is passed. */
export function HolderFields({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const { data: units = [] } = useQuery(allUnits);
  const { data: held = [] } = useQuery(positionsOf(values.unit));
  const own = within(units, task.lead ?? '');
  return (
    <Stack gap="sm">
      <UnitPicker
        label={t('form.holderUnit')}
        required
        value={values.unit}
        onChange={(unit) => {
          set({ unit, person: '' });
        }}
        among={(unit) => own.has(unit.name ?? '')}
        error={errors.unit}
      />
      <PersonPicker
        label={t('form.holderPerson')}
        description={t('form.holderPersonHint')}
        value={values.person}
        onChange={(person) => {
          set({ person });
        }}
        among={held}
        disabled={!values.unit}
        error={errors.person}
      />
    </Stack>
  );
}
