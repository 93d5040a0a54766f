import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Unit } from '@/api/names';
import { today, type Day } from '@/ui/dates';
import { DateField } from '@/ui/fields/DateField';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useCreateUnit } from '../commands';
import type { Forest } from '../forest';
import { useRefusal } from './refusal';
import { UNIT_FIELDS, type UnitFields } from './unitFields';
import { UnitInputs } from './UnitInputs';

interface Draft extends UnitFields {
  startDate: Day | undefined;
}

/** A new unit below another: an agency below the province, or a unit inside an agency. */
export function NewUnitForm(props: { parent: Unit; forest: Forest; onClose: () => void }) {
  const { parent, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const navigate = useNavigate();
  const kind = parent.kind === 'PROVINCE' ? 'AGENCY' : 'UNIT';
  const [initial] = useState<Draft>(() => blankUnit(parent, forest));
  const draft = useDraft(`organisation.newUnit.${parent.name ?? ''}`, initial);
  const create = useCreateUnit();
  const refusal = useRefusal(create.error, [...UNIT_FIELDS, 'startDate']);
  const { startDate, ...fields } = draft.value;
  const change = (changed: Partial<Draft>) => {
    draft.change({ ...draft.value, ...changed });
  };
  const save = () => {
    create.mutate(
      { ...fields, kind, startDate: startDate ?? '' },
      {
        onSuccess: (unit) => {
          draft.discard();
          showSuccess(t('unit.created', { name: unit.displayName }));
          onClose();
          void navigate({
            to: '/organisation',
            search: (before) => ({ ...before, unit: id(unit.name ?? '') }),
          });
        },
      },
    );
  };
  return (
    <FormDialog
      title={t('unit.newBelow', { name: parent.displayName })}
      submit={t('unit.create')}
      draft={draft}
      refusal={refusal.rest}
      pending={create.isPending}
      onSubmit={save}
      onCancel={() => {
        draft.discard();
        onClose();
      }}
      onClose={onClose}
    >
      <UnitInputs value={fields} onChange={change} refusal={refusal} forest={forest} kind={kind} />
      <DateField
        label={t('unit.startDate')}
        required
        value={startDate}
        error={refusal.of('startDate')}
        onChange={(day) => {
          change({ startDate: day });
        }}
      />
    </FormDialog>
  );
}

function blankUnit(parent: Unit, forest: Forest): Draft {
  const siblings = forest.below.get(parent.name ?? '') ?? [];
  return {
    displayName: '',
    shortName: '',
    code: '',
    aliases: [],
    parentUnit: parent.name ?? '',
    group: parent.kind === 'PROVINCE' ? 'DEPARTMENT' : (parent.group ?? 'DEPARTMENT'),
    sortOrder: Math.max(0, ...siblings.map((unit) => unit.sortOrder ?? 0)) + 1,
    startDate: today(),
  };
}
