import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { iso, today, type Day } from '@/ui/dates';
import { DateField } from '@/ui/fields/DateField';
import { changedFields, differences, picked, type Difference } from '@/ui/form/differences';
import { EditingDialog } from '@/ui/form/EditingDialog';
import { useDraft } from '@/ui/form/useDraft';
import { useEditing } from '@/ui/form/useEditing';
import { useUpdateUnit } from '../commands';
import { mayMoveUnder, type Forest } from '../forest';
import { unitOn } from '../queries';
import { useRefusal } from './refusal';
import { fieldsOf, UNIT_FIELDS, type UnitFields } from './unitFields';
import { UnitInputs } from './UnitInputs';

interface Props {
  unit: Unit;
  forest: Forest;
  onClose: () => void;
}

/** Changes a unit from a day on; earlier days keep what was true then. */
export function EditUnitForm(props: Props) {
  const { unit, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const { effectiveDate, setEffectiveDate, update, ...editing } = useUnitEditing(props);
  const refusal = useRefusal(update.error, [...UNIT_FIELDS, 'effectiveDate']);
  const shown = useDifferences(editing, editing.theirs, forest);
  return (
    <EditingDialog
      title={t('unit.editTitle')}
      submit={t('unit.save')}
      editing={editing}
      differences={shown}
      refusal={refusal.rest}
      pending={update.isPending}
      onClose={onClose}
    >
      <UnitInputs
        value={editing.values}
        onChange={editing.set}
        refusal={refusal}
        forest={forest}
        kind={unit.kind}
        parents={unit.kind === 'UNIT' ? (other) => mayMoveUnder(forest, unit, other) : undefined}
      />
      <DateField
        label={t('unit.effectiveDate')}
        description={t('unit.effectiveHint')}
        required
        maxDate={iso(today())}
        value={effectiveDate}
        error={refusal.of('effectiveDate')}
        onChange={setEffectiveDate}
      />
    </EditingDialog>
  );
}

function useUnitEditing({ unit, onClose }: Props) {
  const { t } = useTranslation('organisation');
  const queries = useQueryClient();
  const name = unit.name ?? '';
  const update = useUpdateUnit();
  const key = `organisation.unit.${name}`;
  const effective = useDraft<Day | undefined>(`${key}.effectiveDate`, undefined);
  const effectiveDate = effective.value ?? today();
  const editing = useEditing<Unit, UnitFields>({
    draft: key,
    saved: unit,
    valuesOf: fieldsOf,
    latest: async () => {
      await queries.invalidateQueries({ queryKey: ['units'] });
      return queries.fetchQuery({ ...unitOn(name, undefined), staleTime: 0 });
    },
    save: ({ values, base, etag }, then) => {
      const fields = picked(values, changedFields(values, base));
      update.mutate({ unit: name, etag, fields, effectiveDate: iso(effectiveDate) }, then);
    },
    message: t('unit.saved'),
    onDone: () => {
      effective.discard();
      onClose();
    },
  });
  const draft = {
    restored: editing.draft.restored || effective.restored,
    discard: () => {
      editing.draft.discard();
      effective.discard();
    },
  };
  return { ...editing, draft, update, effectiveDate, setEffectiveDate: effective.change };
}

function useDifferences(
  edited: { values: UnitFields; base: UnitFields },
  theirs: UnitFields | undefined,
  forest: Forest,
): Difference[] {
  const { t } = useTranslation(['organisation', 'common']);
  if (!theirs) return [];
  const labels: Record<keyof UnitFields, string> = {
    displayName: t('unit.displayName'),
    shortName: t('unit.shortName'),
    code: t('unit.code'),
    aliases: t('unit.aliases'),
    parentUnit: t('unit.parent'),
    group: t('unit.group'),
    sortOrder: t('unit.sortOrder'),
  };
  const value = (of: UnitFields, field: keyof UnitFields) => {
    if (field === 'parentUnit') return forest.byName.get(of.parentUnit)?.displayName ?? '';
    if (field === 'group') return t(`group.${of.group}`);
    return field === 'aliases' ? of.aliases.join('; ') : String(of[field]);
  };
  return differences(edited, theirs, {
    label: (field) => labels[field],
    value,
    untouched: t('conflict.untouched', { ns: 'common' }),
  });
}
