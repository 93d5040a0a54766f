import { NumberInput, Select, SimpleGrid, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { UnitPicker } from '@/ui/UnitPicker';
import type { Forest } from '../forest';
import type { Refusal } from './refusal';
import type { UnitFields } from './unitFields';

const GROUPS = ['LEADERSHIP', 'OFFICE', 'DEPARTMENT', 'LOCALITY'] as const;

/** The fields of a unit; those of the tree only where they can be chosen. */
export function UnitInputs({
  value,
  onChange,
  refusal,
  forest,
  kind,
  mayStandUnder,
}: {
  value: UnitFields;
  onChange: (change: Partial<UnitFields>) => void;
  refusal: Refusal;
  forest: Forest;
  kind: Unit['kind'];
  /** Which units it may stand under; if absent, it stays where it is. */
  mayStandUnder?: (unit: Unit) => boolean;
}) {
  const { t } = useTranslation('organisation');
  return (
    <>
      <TextInput
        label={t('unit.displayName')}
        required
        maxLength={200}
        data-autofocus
        value={value.displayName}
        error={refusal.of('displayName')}
        onChange={(event) => {
          onChange({ displayName: event.currentTarget.value });
        }}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('unit.shortName')}
          maxLength={100}
          value={value.shortName}
          error={refusal.of('shortName')}
          onChange={(event) => {
            onChange({ shortName: event.currentTarget.value });
          }}
        />
        <TextInput
          label={t('unit.code')}
          maxLength={63}
          value={value.code}
          error={refusal.of('code')}
          onChange={(event) => {
            onChange({ code: event.currentTarget.value });
          }}
        />
      </SimpleGrid>
      <TagsInput
        label={t('unit.aliases')}
        description={t('unit.aliasesHint')}
        value={value.aliases}
        error={refusal.of('aliases')}
        onChange={(aliases) => {
          onChange({ aliases });
        }}
      />
      {mayStandUnder && forest.byName.size > 0 && (
        <UnitPicker
          label={t('unit.parent')}
          required
          among={mayStandUnder}
          value={value.parentUnit}
          error={refusal.of('parentUnit')}
          onChange={(parentUnit) => {
            onChange({ parentUnit });
          }}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {kind === 'AGENCY' && (
          <Select
            label={t('unit.group')}
            allowDeselect={false}
            data={GROUPS.map((group) => ({ value: group, label: t(`group.${group}`) }))}
            value={value.group}
            error={refusal.of('group')}
            onChange={(group) => {
              if (group) onChange({ group: group as UnitFields['group'] });
            }}
          />
        )}
        <NumberInput
          label={t('unit.sortOrder')}
          min={0}
          allowDecimal={false}
          value={value.sortOrder}
          error={refusal.of('sortOrder')}
          onChange={(order) => {
            onChange({ sortOrder: Number(order) || 0 });
          }}
        />
      </SimpleGrid>
    </>
  );
}
