import { NumberInput, Select, SimpleGrid, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { oneOf } from '@/api/oneOf';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import type { Forest } from '../forest';
import type { Refusal } from './refusal';
import type { UnitFields } from './unitFields';

const GROUPS = ['LEADERSHIP', 'OFFICE', 'DEPARTMENT', 'LOCALITY'] as const;

interface Props {
  value: UnitFields;
  onChange: (change: Partial<UnitFields>) => void;
  refusal: Refusal;
  forest: Forest;
  kind: Unit['kind'];
  /** The units under which it may stand; absent, it stays where it is. */
  parents?: (unit: Unit) => boolean;
}

/** The fields of a unit. */
export function UnitInputs(props: Props) {
  const { t } = useTranslation('organisation');
  const { value, onChange, refusal, forest, parents } = props;
  return (
    <>
      <NameInputs {...props} />
      <TagsInput
        label={t('unit.aliases')}
        description={t('unit.aliasesHint')}
        value={value.aliases}
        error={refusal.of('aliases')}
        onChange={(aliases) => {
          onChange({ aliases });
        }}
      />
      {parents && forest.byName.size > 0 && (
        <UnitPicker
          label={t('unit.parent')}
          required
          among={parents}
          value={value.parentUnit}
          error={refusal.of('parentUnit')}
          onChange={(parentUnit) => {
            onChange({ parentUnit });
          }}
        />
      )}
      <OrderInputs {...props} />
    </>
  );
}

function NameInputs({ value, onChange, refusal }: Props) {
  const { t } = useTranslation('organisation');
  const text = (field: 'displayName' | 'shortName' | 'code') => ({
    label: t(`unit.${field}`),
    value: value[field],
    error: refusal.of(field),
    onChange: (event: { currentTarget: { value: string } }) => {
      onChange({ [field]: event.currentTarget.value });
    },
  });
  const displayName = text('displayName');
  return (
    <>
      <TextInput required maxLength={200} data-autofocus {...displayName} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput maxLength={100} {...text('shortName')} />
        <TextInput maxLength={63} {...text('code')} />
      </SimpleGrid>
    </>
  );
}

/** Where the unit stands in lists. */
function OrderInputs({ value, onChange, refusal, kind }: Props) {
  const { t } = useTranslation('organisation');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      {kind === 'AGENCY' && (
        <Select
          label={t('unit.group')}
          allowDeselect={false}
          data={GROUPS.map((group) => ({ value: group, label: t(`group.${group}`) }))}
          value={value.group}
          error={refusal.of('group')}
          onChange={(chosen) => {
            const group = oneOf(GROUPS, chosen);
            if (group) onChange({ group });
          }}
        />
      )}
      <NumberInput
        label={t('unit.sortOrder')}
        min={0}
        allowDecimal={false}
        value={value.sortOrder}
        error={refusal.of('sortOrder')}
        onChange={(sortOrder) => {
          onChange({ sortOrder: Number(sortOrder) || 0 });
        }}
      />
    </SimpleGrid>
  );
}
