import { MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { DateField } from '@/ui/DateField';
import { today, type Day } from '@/ui/dates';
import { FIELDS, useFieldName } from '@/ui/fields';
import { told } from '@/ui/told';
import { UnitPicker } from '@/ui/UnitPicker';
import { useDraft } from '@/ui/useDraft';
import { useCreatePosition } from '../commands';
import type { Forest } from '../forest';
import type { Person, Position, Role } from '../queries';
import { hasFields, rolesOf } from '../roles';
import { FormModal } from './FormModal';
import { PersonPicker } from './PersonPicker';
import { useRefusal } from './refusal';

interface Draft {
  unit: string;
  person: Person | undefined;
  role: Role | undefined;
  title: string;
  fields: string[];
  startDate: Day | undefined;
  endDate: Day | undefined;
}

const SHOWN = ['person', 'role', 'title', 'fields', 'startDate', 'endDate', 'unit'];

/** Gives a person a position in a unit, from a day on. */
export function PositionForm(props: { unit?: Unit; person?: Person; forest: Forest; onClose: () => void }) {
  const { forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const [initial] = useState<Draft>(() => ({
    unit: props.unit?.name ?? '',
    person: props.person,
    role: undefined,
    title: '',
    fields: [],
    startDate: today(),
    endDate: undefined,
  }));
  const place = props.unit?.name ?? props.person?.name ?? '';
  const draft = useDraft(`organisation.newPosition.${place}`, initial);
  const [checked, setChecked] = useState(false);
  const create = useCreatePosition();
  const refusal = useRefusal(create.error, SHOWN);
  const { unit, person, role, title, fields, startDate, endDate } = draft.value;
  const roles = rolesOf(forest.byName.get(unit));
  const change = (part: Partial<Draft>) => {
    draft.change({ ...draft.value, ...part });
  };
  const fieldName = useFieldName();
  const missing = (given: unknown) => (checked && !given ? t('required') : undefined);

  const save = () => {
    setChecked(true);
    if (!unit || !person || !role || !startDate) return;
    const position = {
      person: person.name ?? '',
      role,
      title,
      startDate,
      ...(endDate && { endDate }),
      ...(hasFields(role) && { fields }),
    } satisfies Position;
    create.mutate(
      { unit, position },
      {
        onSuccess: () => {
          draft.discard();
          told(t('position.created', { name: person.displayName }));
          onClose();
        },
      },
    );
  };
  return (
    <FormModal
      title={t('position.new')}
      submit={t('position.create')}
      draft={draft}
      refusal={refusal.rest}
      pending={create.isPending}
      onSubmit={save}
      onClose={onClose}
    >
      <PersonPicker
        label={t('position.person')}
        value={person}
        error={refusal.of('person') ?? missing(person)}
        onChange={(one) => {
          change({ person: one });
        }}
      />
      <UnitPicker
        label={t('position.unit')}
        required
        among={(one) => (one.allowedActions ?? []).includes('createPosition')}
        value={unit}
        error={refusal.of('unit') ?? missing(unit)}
        onChange={(one) => {
          change({ unit: one });
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Select
          label={t('position.role')}
          required
          disabled={!unit}
          data={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
          value={role ?? null}
          error={refusal.of('role') ?? missing(role)}
          onChange={(one) => {
            change({ role: (one ?? undefined) as Role | undefined });
          }}
        />
        <TextInput
          label={t('position.title')}
          placeholder={t('position.titleExample')}
          maxLength={200}
          value={title}
          error={refusal.of('title')}
          onChange={(event) => {
            change({ title: event.currentTarget.value });
          }}
        />
        <DateField
          label={t('position.startDate')}
          required
          value={startDate}
          error={refusal.of('startDate') ?? missing(startDate)}
          onChange={(day) => {
            change({ startDate: day });
          }}
        />
        <DateField
          label={t('position.endDate')}
          value={endDate}
          error={refusal.of('endDate')}
          onChange={(day) => {
            change({ endDate: day });
          }}
        />
      </SimpleGrid>
      {hasFields(role) && (
        <MultiSelect
          label={t('position.fields')}
          description={t('position.fieldsHint')}
          data={FIELDS.map((one) => ({ value: one, label: fieldName(one) }))}
          value={fields}
          error={refusal.of('fields')}
          onChange={(chosen) => {
            change({ fields: chosen });
          }}
        />
      )}
    </FormModal>
  );
}
