import { Checkbox, Paper, Select, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readsSets, useTaskAccess } from '@/api/access';
import { oneOf } from '@/api/oneOf';
import { dayOf } from '@/ui/dates';
import { DateField } from '@/ui/fields/DateField';
import { FieldOfWorkSelect } from '@/ui/fields/FieldOfWorkSelect';
import { PersonSelect } from '@/ui/fields/FoundSelect';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import { FIELDS_OF_WORK } from '@/ui/fieldsOfWork';
import { STATES, type Search } from '../search';
import { DirectiveSelect } from './DirectiveSelect';

interface Props {
  search: Search;
  onChange: (changed: Partial<Search>) => void;
}

/** All filters of the list; each takes effect at once. */
export default function FilterPanel(props: Props) {
  const { t } = useTranslation('task-list');
  return (
    <Paper p="md" component="section" aria-label={t('filters.button')}>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
        <PartyFilters {...props} />
        <TaskFilters {...props} />
        <DueFilters {...props} />
      </SimpleGrid>
    </Paper>
  );
}

/** The agencies and people of the task. */
function PartyFilters({ search, onChange }: Props) {
  const { t } = useTranslation('task-list');
  return (
    <>
      {(['lead', 'coordinator'] as const).map((key) => (
        <UnitPicker
          key={key}
          label={t(`filters.${key}`)}
          value={search[key] ?? ''}
          onChange={(unit) => {
            onChange({ [key]: unit || undefined });
          }}
        />
      ))}
      {(['assigner', 'monitor', 'holder'] as const).map((key) => (
        <PersonSelect
          key={key}
          label={t(`filters.${key}`)}
          value={search[key]}
          onChange={(person) => {
            onChange({ [key]: person?.name });
          }}
        />
      ))}
    </>
  );
}

function TaskFilters({ search, onChange }: Props) {
  const { t } = useTranslation('task-list');
  const access = useTaskAccess();
  const { t: common } = useTranslation();
  return (
    <>
      <FieldOfWorkSelect
        label={t('filters.field')}
        placeholder={t('filters.choose')}
        value={search.field ?? ''}
        onChange={(field) => {
          onChange({ field: oneOf(FIELDS_OF_WORK, field) });
        }}
      />
      <Select
        label={t('filters.state')}
        placeholder={t('filters.choose')}
        clearable
        data={STATES.map((state) => ({ value: state, label: common(`state.${state}`) }))}
        value={search.state ?? null}
        onChange={(state) => {
          onChange({ state: oneOf(STATES, state) });
        }}
      />
      <DirectiveSelect
        label={t('filters.directive')}
        value={search.directive}
        onChange={(directive) => {
          onChange({ directive });
        }}
      />
      {readsSets(access) && (
        <Checkbox
          mt={{ base: 0, xs: 28 }}
          label={t('filters.alone')}
          checked={search.alone ?? false}
          onChange={(event) => {
            onChange({ alone: event.currentTarget.checked || undefined, taskSet: undefined });
          }}
        />
      )}
    </>
  );
}

/** A task has a due date between two days, or none: one filter excludes the other. */
function DueFilters({ search, onChange }: Props) {
  const { t } = useTranslation('task-list');
  return (
    <>
      {(['dueFrom', 'dueTo'] as const).map((key) => (
        <DateField
          key={key}
          label={t(`filters.${key}`)}
          value={dayOf(search[key])}
          onChange={(day) => {
            onChange({ [key]: day || undefined, undated: undefined });
          }}
        />
      ))}
      <Checkbox
        mt={{ base: 0, xs: 28 }}
        label={t('filters.undated')}
        checked={search.undated ?? false}
        onChange={(event) => {
          const undated = event.currentTarget.checked || undefined;
          onChange({ undated, ...(undated && { dueFrom: undefined, dueTo: undefined }) });
        }}
      />
    </>
  );
}
