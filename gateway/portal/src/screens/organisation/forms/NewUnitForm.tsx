import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Unit } from '@/api/names';
import { DateField } from '@/ui/DateField';
import { today, type Day } from '@/ui/dates';
import { told } from '@/ui/told';
import { useDraft } from '@/ui/useDraft';
import { useCreateUnit } from '../commands';
import type { Forest } from '../forest';
import { FormModal } from './FormModal';
import { useRefusal } from './refusal';
import { UNIT_FIELDS, type UnitFields } from './unitFields';
import { UnitInputs } from './UnitInputs';

interface Draft extends UnitFields {
  startDate: Day | undefined;
}

/** A new unit below another: an agency below the province, else a part of an agency. */
export function NewUnitForm(props: { parent: Unit; forest: Forest; onClose: () => void }) {
  const { parent, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const navigate = useNavigate();
  const kind = parent.kind === 'PROVINCE' ? 'AGENCY' : 'UNIT';
  const [initial] = useState<Draft>(() => ({
    displayName: '',
    shortName: '',
    code: '',
    aliases: [],
    parentUnit: parent.name ?? '',
    group: parent.kind === 'PROVINCE' ? 'DEPARTMENT' : (parent.group ?? 'DEPARTMENT'),
    sortOrder: last(forest, parent) + 1,
    startDate: today(),
  }));
  const draft = useDraft(`organisation.newUnit.${parent.name ?? ''}`, initial);
  const create = useCreateUnit();
  const refusal = useRefusal(create.error, [...UNIT_FIELDS, 'startDate']);
  const { startDate, ...fields } = draft.value;

  const save = () => {
    create.mutate({ ...fields, kind, startDate: startDate ?? {} } as Unit, {
      onSuccess: (unit) => {
        draft.discard();
        told(t('unit.created', { name: unit.displayName }));
        onClose();
        void navigate({
          to: '/organisation',
          search: (before) => ({ ...before, unit: id(unit.name ?? '') }),
        });
      },
    });
  };
  return (
    <FormModal
      title={t('unit.newBelow', { name: parent.displayName })}
      submit={t('unit.create')}
      draft={draft}
      refusal={refusal.rest}
      pending={create.isPending}
      onSubmit={save}
      onClose={onClose}
    >
      <UnitInputs
        value={fields}
        onChange={(change) => {
          draft.change({ ...draft.value, ...change });
        }}
        refusal={refusal}
        forest={forest}
        kind={kind}
      />
      <DateField
        label={t('unit.startDate')}
        required
        value={startDate}
        error={refusal.of('startDate')}
        onChange={(day) => {
          draft.change({ ...draft.value, startDate: day });
        }}
      />
    </FormModal>
  );
}

function last(forest: Forest, parent: Unit): number {
  const below = forest.below.get(parent.name ?? '') ?? [];
  return Math.max(0, ...below.map((unit) => unit.sortOrder ?? 0));
}
