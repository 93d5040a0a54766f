import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { Conflict } from '@/ui/Conflict';
import { DateField } from '@/ui/DateField';
import { iso, today, type Day } from '@/ui/dates';
import { told } from '@/ui/told';
import { useConflict } from '@/ui/useConflict';
import { useDraft } from '@/ui/useDraft';
import { useUpdateUnit } from '../commands';
import { above, type Forest } from '../forest';
import { unitOn } from '../queries';
import { changed } from './changed';
import { FormModal } from './FormModal';
import { useRefusal } from './refusal';
import { fieldsOf, UNIT_FIELDS, type UnitFields } from './unitFields';
import { UnitInputs } from './UnitInputs';

interface Draft extends UnitFields {
  effectiveDate: Day | undefined;
  /** Of the version that was being changed, however long ago that began. */
  etag: string | undefined;
}

/** Changes a unit from a day on; what was true before stays readable as of its day. */
export function EditUnitForm(props: { unit: Unit; forest: Forest; onClose: () => void }) {
  const { unit, forest, onClose } = props;
  const { t } = useTranslation('organisation');
  const queries = useQueryClient();
  const name = unit.name ?? '';
  const [initial] = useState<Draft>(() => ({ ...fieldsOf(unit), effectiveDate: today(), etag: unit.etag }));
  const draft = useDraft(`organisation.unit.${name}`, initial);
  const update = useUpdateUnit();
  const refusal = useRefusal(update.error, [...UNIT_FIELDS, 'effectiveDate']);
  const { effectiveDate, etag, ...mine } = draft.value;

  const done = () => {
    draft.discard();
    onClose();
  };
  const conflict = useConflict<Unit>({
    latest: () => queries.fetchQuery({ ...unitOn(name, undefined), staleTime: 0 }),
    onKeepMine: (theirs) => {
      draft.change({ ...draft.value, etag: theirs.etag });
      save(theirs, theirs.etag);
    },
    onTakeTheirs: () => {
      void queries.invalidateQueries({ queryKey: ['units'] });
      done();
    },
  });
  const { theirs } = conflict;
  const save = (saved: Unit, version: string | undefined) => {
    const fields = changed(mine, fieldsOf(saved));
    if (Object.keys(fields).length === 0) {
      done();
      return;
    }
    const change = { unit: name, etag: version, fields, effectiveDate: iso(effectiveDate) };
    update.mutate(change, {
      onSuccess: () => {
        told(t('unit.saved'));
        done();
      },
      onError: conflict.onRefusal,
    });
  };
  return (
    <>
      <FormModal
        title={t('unit.editTitle')}
        submit={t('unit.save')}
        draft={draft}
        refusal={refusal.rest}
        pending={update.isPending}
        covered={conflict.dialog.opened}
        onSubmit={() => {
          save(unit, etag);
        }}
        onClose={onClose}
      >
        <UnitInputs
          value={mine}
          onChange={(change) => {
            draft.change({ ...draft.value, ...change });
          }}
          refusal={refusal}
          forest={forest}
          kind={unit.kind}
          mayStandUnder={unit.kind === 'UNIT' ? (other) => mayStandUnder(forest, unit, other) : undefined}
        />
        <DateField
          label={t('unit.effectiveDate')}
          description={t('unit.effectiveHint')}
          required
          maxDate={iso(today())}
          value={effectiveDate}
          error={refusal.of('effectiveDate')}
          onChange={(day) => {
            draft.change({ ...draft.value, effectiveDate: day });
          }}
        />
      </FormModal>
      <Conflict
        differences={theirs ? differences(mine, fieldsOf(theirs), forest, t) : []}
        {...conflict.dialog}
      />
    </>
  );
}

/** A unit may move to what its administrator changes, but not below itself. */
function mayStandUnder(forest: Forest, unit: Unit, other: Unit): boolean {
  if (other.kind === 'PROVINCE' || other.name === unit.name) return false;
  if (above(forest, other.name ?? '').some((one) => one.name === unit.name)) return false;
  return other.name === unit.parentUnit || (other.allowedActions ?? []).includes('createUnit');
}

type Words = ReturnType<typeof useTranslation<'organisation'>>['t'];

function differences(mine: UnitFields, theirs: UnitFields, forest: Forest, t: Words) {
  const shown = (field: keyof UnitFields, of: UnitFields) => {
    if (field === 'parentUnit') return forest.byName.get(of.parentUnit)?.displayName ?? '';
    if (field === 'group') return t(`group.${of.group}`);
    return field === 'aliases' ? of.aliases.join('; ') : String(of[field]);
  };
  const LABELS = {
    displayName: t('unit.displayName'),
    shortName: t('unit.shortName'),
    code: t('unit.code'),
    aliases: t('unit.aliases'),
    parentUnit: t('unit.parent'),
    group: t('unit.group'),
    sortOrder: t('unit.sortOrder'),
  };
  return (Object.keys(changed(mine, theirs)) as (keyof UnitFields)[]).map((field) => ({
    field: LABELS[field],
    mine: shown(field, mine),
    theirs: shown(field, theirs),
  }));
}
