import { Stack } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callerQuery } from '@/api/caller';
import { allUnits, unitsWithin } from '@/api/names';
import type { Schemas } from '@/api/client';
import { positionsOf } from '@/api/people';
import { PersonPicker } from '@/ui/fields/PersonPicker';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import { BesideFields } from './BesideFields';
import type { FieldsProps } from './values';

const overseenUnits = queryOptions({
  ...callerQuery,
  select: ({ positions = [] }: Schemas['identity.Principal']) =>
    new Set(positions.flatMap((position) => position.units ?? [])),
});

/**
 * The unit and the people inside the lead agency to whom the task is passed: those that the caller oversees. And by when
 * the agency wants it done.
 */
export function HolderFields({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const { data: units = [] } = useQuery(allUnits);
  const { data: held = [] } = useQuery(positionsOf(values.unit));
  const { data: overseen } = useQuery(overseenUnits);
  const own = unitsWithin(units, task.lead ?? '');
  const people = held.map(({ person, personDisplayName = '', title = '' }) => ({
    person,
    displayName: personDisplayName,
    title,
  }));
  return (
    <Stack gap="sm">
      <UnitPicker
        label={t('form.holderUnit')}
        required
        value={values.unit}
        onChange={(unit) => {
          set({ unit, person: '', coHolder: '' });
        }}
        among={({ name = '' }) => own.has(name) && (overseen?.has(name) ?? true)}
        error={errors.unit}
      />
      <PersonPicker
        label={t('form.holderPerson')}
        description={t('form.holderPersonHint')}
        value={values.person}
        onChange={(person) => {
          set({ person, coHolder: person && person !== values.coHolder ? values.coHolder : '' });
        }}
        among={people}
        disabled={!values.unit}
        error={errors.person}
      />
      <BesideFields {...{ task, values, set, errors }} among={people} />
    </Stack>
  );
}
