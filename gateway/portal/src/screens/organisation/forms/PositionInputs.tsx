import { MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/fields/DateField';
import { PersonSelect } from '@/ui/fields/FoundSelect';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import { FIELDS_OF_WORK, useFieldName } from '@/ui/fieldsOfWork';
import type { Forest } from '../forest';
import type { PositionFields } from './positionFields';
import type { Refusal } from './refusal';

interface Props {
  value: PositionFields;
  onChange: (changed: Partial<PositionFields>) => void;
  refusal: Refusal;
  forest: Forest;
  /** Whether empty required fields are marked. */
  isChecked: boolean;
}

/** The fields of a new position. */
export function PositionInputs(props: Props) {
  const { t } = useTranslation('organisation');
  const fieldName = useFieldName();
  const { value, onChange, refusal } = props;
  const errorOf = useErrors(props);
  return (
    <>
      <PersonSelect
        label={t('position.person')}
        required
        data-autofocus={value.person ? undefined : ''}
        value={value.person?.name}
        error={errorOf('person')}
        onChange={(person) => {
          onChange({ person });
        }}
      />
      <UnitPicker
        label={t('position.unit')}
        required
        among={(unit) => (unit.allowedActions ?? []).includes('createPosition')}
        value={value.unit}
        error={errorOf('unit')}
        onChange={(unit) => {
          onChange({ unit });
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <RoleInputs {...props} />
        <DateInputs {...props} />
      </SimpleGrid>
      {value.role?.hasFields && (
        <MultiSelect
          label={t('position.fields')}
          description={t('position.fieldsHint')}
          data={FIELDS_OF_WORK.map((field) => ({ value: field, label: fieldName(field) }))}
          value={value.fields}
          error={refusal.of('fields')}
          onChange={(fields) => {
            onChange({ fields });
          }}
        />
      )}
    </>
  );
}

/** What is wrong with a field: the server refused it, or it is required and empty. */
function useErrors({ value, refusal, isChecked }: Props) {
  const { t } = useTranslation('organisation');
  return (field: 'person' | 'unit' | 'role' | 'startDate') =>
    refusal.of(field) ?? (isChecked && !value[field] ? t('required') : undefined);
}

function RoleInputs(props: Props) {
  const { t } = useTranslation('organisation');
  const { value, onChange, refusal, forest } = props;
  const errorOf = useErrors(props);
  const roles = forest.byName.get(value.unit)?.grantableRoles ?? [];
  return (
    <>
      <Select
        label={t('position.role')}
        required
        disabled={!value.unit}
        data={roles.map(({ role = 'ROLE_UNSPECIFIED' }) => ({ value: role, label: t(`role.${role}`) }))}
        value={value.role?.role ?? null}
        error={errorOf('role')}
        onChange={(chosen) => {
          onChange({ role: roles.find(({ role }) => role === chosen) });
        }}
      />
      <TextInput
        label={t('position.title')}
        placeholder={t('position.titleExample')}
        maxLength={200}
        value={value.title}
        error={refusal.of('title')}
        onChange={(event) => {
          onChange({ title: event.currentTarget.value });
        }}
      />
    </>
  );
}

function DateInputs(props: Props) {
  const { t } = useTranslation('organisation');
  const { value, onChange, refusal } = props;
  const errorOf = useErrors(props);
  return (
    <>
      <DateField
        label={t('position.startDate')}
        required
        value={value.startDate}
        error={errorOf('startDate')}
        onChange={(startDate) => {
          onChange({ startDate });
        }}
      />
      <DateField
        label={t('position.endDate')}
        value={value.endDate}
        error={refusal.of('endDate')}
        onChange={(endDate) => {
          onChange({ endDate });
        }}
      />
    </>
  );
}
