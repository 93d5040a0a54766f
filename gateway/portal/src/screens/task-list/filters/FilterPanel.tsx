import { Checkbox, Paper, Select, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/DateField';
import { dayOf, iso } from '@/ui/dates';
import { FIELDS, useFieldName } from '@/ui/fields';
import { UnitPicker } from '@/ui/UnitPicker';
import { DirectiveSelect, PersonSelect } from './Found';
import { STATES, type Search } from '../search';

/** Everything by which the tasks of a basket can be found; what is chosen is in force at once. */
export default function FilterPanel({
  search,
  onChange,
}: {
  search: Search;
  onChange: (changed: Partial<Search>) => void;
}) {
  const { t } = useTranslation('task-list');
  const { t: common } = useTranslation();
  const fieldName = useFieldName();
  return (
    <Paper p="md" component="section" aria-label={t('filters.button')}>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm">
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
        {(['assigner', 'monitor'] as const).map((key) => (
          <PersonSelect
            key={key}
            label={t(`filters.${key}`)}
            value={search[key]}
            onChange={(person) => {
              onChange({ [key]: person });
            }}
          />
        ))}
        <Select
          label={t('filters.field')}
          placeholder={t('filters.choose')}
          searchable
          clearable
          data={FIELDS.map((field) => ({ value: field, label: fieldName(field) }))}
          value={search.field ?? null}
          onChange={(field) => {
            onChange({ field: field ?? undefined });
          }}
        />
        <Select
          label={t('filters.state')}
          placeholder={t('filters.choose')}
          clearable
          data={STATES.map((state) => ({ value: state, label: common(`state.${state}`) }))}
          value={search.state ?? null}
          onChange={(state) => {
            onChange({ state: STATES.find((one) => one === state) });
          }}
        />
        {(['dueFrom', 'dueTo'] as const).map((key) => (
          <DateField
            key={key}
            label={t(`filters.${key}`)}
            value={dayOf(search[key])}
            onChange={(day) => {
              onChange({ [key]: iso(day) || undefined, undated: undefined });
            }}
          />
        ))}
        <DirectiveSelect
          label={t('filters.directive')}
          value={search.directive}
          onChange={(directive) => {
            onChange({ directive });
          }}
        />
        <Checkbox
          mt={{ base: 0, xs: 28 }}
          label={t('filters.undated')}
          checked={search.undated ?? false}
          onChange={(event) => {
            const undated = event.currentTarget.checked || undefined;
            onChange({ undated, ...(undated && { dueFrom: undefined, dueTo: undefined }) });
          }}
        />
      </SimpleGrid>
    </Paper>
  );
}
