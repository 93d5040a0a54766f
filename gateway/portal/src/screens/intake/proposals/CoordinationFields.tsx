import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Name } from '@/ui/Name';
import { UnitPicker, UnitsPicker } from '@/ui/UnitPicker';
import type { Coordination } from './proposalValues';

/** Who co-ordinates, with which part; names of the directive that match no unit are chosen by hand. */
export function CoordinationFields(props: {
  value: Coordination[];
  lead: string;
  onChange: (value: Coordination[]) => void;
}) {
  const { t } = useTranslation('intake');
  const [showsParts, setShowsParts] = useState(props.value.some((one) => one.part));
  const matched = props.value.filter((one) => one.unit);
  const unmatched = props.value.filter((one) => !one.unit);
  const choose = (units: string[]) => {
    const chosen = units.map(
      (unit) => matched.find((one) => one.unit === unit) ?? { unit, words: '', part: '' },
    );
    props.onChange([...chosen, ...unmatched]);
  };
  const replace = (one: Coordination, by: Coordination | undefined) => {
    props.onChange(props.value.flatMap((each) => (each !== one ? [each] : by ? [by] : [])));
  };
  return (
    <Stack gap="xs">
      <UnitsPicker
        label={t('proposal.coordinations')}
        value={matched.map((one) => one.unit)}
        onChange={choose}
        among={(unit) => unit.kind === 'AGENCY' && unit.name !== props.lead}
      />
      {unmatched.map((one) => (
        <Group key={one.words} gap="xs" align="flex-end" wrap="nowrap">
          <div style={{ flex: 1, minWidth: 0 }}>
            <UnitPicker
              label={t('coordination.match', { words: one.words })}
              value=""
              onChange={(unit) => {
                replace(one, unit ? { ...one, unit } : one);
              }}
              among={(unit) => unit.kind === 'AGENCY' && unit.name !== props.lead}
            />
          </div>
          <ActionIcon
            size={36}
            variant="default"
            aria-label={t('coordination.remove', { words: one.words })}
            onClick={() => {
              replace(one, undefined);
            }}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {matched.length > 0 && (
        <Button
          size="compact-sm"
          variant="subtle"
          w="fit-content"
          aria-expanded={showsParts}
          leftSection={
            showsParts ? (
              <IconChevronDown size={14} aria-hidden />
            ) : (
              <IconChevronRight size={14} aria-hidden />
            )
          }
          onClick={() => {
            setShowsParts(!showsParts);
          }}
        >
          {t('coordination.parts')}
        </Button>
      )}
      {showsParts &&
        matched.map((one) => (
          <TextInput
            key={one.unit}
            size="xs"
            label={<Name of={one.unit} />}
            placeholder={t('coordination.partHint')}
            maxLength={1000}
            value={one.part}
            onChange={({ currentTarget: { value } }) => {
              replace(one, { ...one, part: value });
            }}
          />
        ))}
    </Stack>
  );
}
