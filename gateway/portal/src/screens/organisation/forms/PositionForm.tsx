import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import type { Person } from '@/api/people';
import { today } from '@/ui/dates';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useCreatePosition } from '../commands';
import type { Forest } from '../forest';
import { POSITION_FIELDS, positionOf, type PositionFields } from './positionFields';
import { PositionInputs } from './PositionInputs';
import { useRefusal } from './refusal';

/** Gives a person a position in a unit, from a day on. */
export function PositionForm(props: { unit?: Unit; person?: Person; forest: Forest; onClose: () => void }) {
  const { unit, person, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const [initial] = useState<PositionFields>(() => ({
    unit: unit?.name ?? '',
    person,
    role: undefined,
    title: '',
    fields: [],
    startDate: today(),
    endDate: undefined,
  }));
  const draft = useDraft(`organisation.newPosition.${unit?.name ?? person?.name ?? ''}`, initial);
  const [isChecked, setChecked] = useState(false);
  const create = useCreatePosition();
  const refusal = useRefusal(create.error, POSITION_FIELDS);
  const close = () => {
    draft.discard();
    onClose();
  };
  const save = () => {
    setChecked(true);
    const position = positionOf(draft.value);
    if (!position) return;
    create.mutate(
      { unit: draft.value.unit, position },
      {
        onSuccess: () => {
          showSuccess(t('position.created', { name: draft.value.person?.displayName }));
          close();
        },
      },
    );
  };
  return (
    <FormDialog
      title={t('position.new')}
      submit={t('position.create')}
      draft={draft}
      refusal={refusal.rest}
      pending={create.isPending}
      onSubmit={save}
      onCancel={close}
      onClose={onClose}
    >
      <PositionInputs
        value={draft.value}
        onChange={(changed) => {
          draft.change({ ...draft.value, ...changed });
        }}
        refusal={refusal}
        forest={forest}
        isChecked={isChecked}
      />
    </FormDialog>
  );
}
