import { Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import { positionsBelow, positionsOf } from '@/api/people';
import { DateField } from '@/ui/DateField';
import { FIELDS, useFieldName } from '@/ui/fields';
import { PersonPicker } from '@/ui/PersonPicker';
import { UnitPicker } from '@/ui/UnitPicker';
import { CoordinationFields } from './CoordinationFields';
import { DueFields } from './DueFields';
import type { TermsProps } from './terms';

const LEADERS = ['CHAIRMAN', 'VICE_CHAIRMAN'];

/** Everything that a task says: what, whose, when, for whom. */
export function TermsFields({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  const fieldName = useFieldName();
  const { leaders, specialists } = usePeople();
  return (
    <Stack gap="md">
      <Textarea
        label={t('fact.title')}
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={terms.title}
        onChange={(event) => {
          set({ title: event.currentTarget.value });
        }}
        error={errors.title}
      />
      <TextInput
        label={t('fact.output')}
        description={t('form.outputHint')}
        maxLength={1000}
        value={terms.output}
        onChange={(event) => {
          set({ output: event.currentTarget.value });
        }}
        error={errors.output}
      />
      <UnitPicker
        label={t('fact.lead')}
        value={terms.lead}
        onChange={(lead) => {
          set({ lead });
        }}
        among={(unit) => unit.kind === 'AGENCY'}
        error={errors.lead}
      />
      <CoordinationFields terms={terms} set={set} errors={errors} />
      <DueFields terms={terms} set={set} errors={errors} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <PersonPicker
          label={t('fact.assigner')}
          among={leaders}
          value={terms.assigner}
          onChange={(assigner) => {
            set({ assigner });
          }}
          error={errors.assigner}
        />
        <PersonPicker
          label={t('fact.onBehalfOf')}
          among={leaders}
          value={terms.onBehalfOf}
          onChange={(onBehalfOf) => {
            set({ onBehalfOf });
          }}
          error={errors.onBehalfOf}
        />
        <PersonPicker
          label={t('fact.monitor')}
          among={specialists}
          value={terms.monitor}
          onChange={(monitor) => {
            set({ monitor });
          }}
          error={errors.monitor}
        />
        <Select
          label={t('fact.field')}
          clearable
          data={FIELDS.map((field) => ({ value: field as string, label: fieldName(field) }))}
          value={terms.field || null}
          onChange={(field) => {
            set({ field: field ?? '' });
          }}
          error={errors.field}
        />
        <DateField
          label={t('fact.assignDate')}
          description={t('form.assignDateHint')}
          value={terms.assignDate}
          onChange={(assignDate) => {
            set({ assignDate });
          }}
          error={errors.assignDate}
        />
      </SimpleGrid>
      <Textarea
        label={t('form.quote')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={10_000}
        value={terms.quote}
        onChange={(event) => {
          set({ quote: event.currentTarget.value });
        }}
        error={errors.quote}
      />
    </Stack>
  );
}

/** The leaders who assign, and the specialists who follow. */
function usePeople() {
  const { data: units = [] } = useQuery(allUnits);
  const province = units.find((unit) => unit.kind === 'PROVINCE')?.name ?? '';
  const office = units.find((unit) => unit.kind === 'AGENCY' && unit.group === 'OFFICE')?.name ?? '';
  const { data: held = [] } = useQuery(positionsOf(province));
  const { data: specialists = [] } = useQuery(positionsBelow(office, ['OFFICE_SPECIALIST']));
  return { leaders: held.filter((position) => LEADERS.includes(position.role)), specialists };
}
