import { ActionIcon, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CoordinationFields } from '@/ui/fields/CoordinationFields';
import { UnitPicker } from '@/ui/fields/UnitPicker';
import type { Coordination, ProposalValues } from './proposalValues';

/** The coordinating agencies of a proposal; for words of the directive that match no unit, the person chooses one. */
export function CoordinationsOfText({
  values: { coordinations, lead },
  set,
}: {
  values: Pick<ProposalValues, 'coordinations' | 'lead'>;
  set: (changed: Pick<ProposalValues, 'coordinations'>) => void;
}) {
  const { t } = useTranslation('intake');
  const matched = coordinations.filter((one) => one.unit);
  const unmatched = coordinations.filter((one) => !one.unit);
  return (
    <CoordinationFields
      label={t('proposal.coordinations')}
      value={matched}
      onChange={(changed) => {
        set({ coordinations: [...changed, ...unmatched] });
      }}
      blank={(unit) => ({ unit, words: '', part: '' })}
      lead={lead}
    >
      {unmatched.map((one) => (
        <Unmatched
          key={one.words}
          of={one}
          lead={lead}
          onMatch={(unit) => {
            set({ coordinations: coordinations.map((each) => (each === one ? { ...one, unit } : each)) });
          }}
          onRemove={() => {
            set({ coordinations: coordinations.filter((each) => each !== one) });
          }}
        />
      ))}
    </CoordinationFields>
  );
}

function Unmatched(props: {
  of: Coordination;
  lead: string;
  onMatch: (unit: string) => void;
  onRemove: () => void;
}) {
  const { t } = useTranslation('intake');
  const { words } = props.of;
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <div style={{ flex: 1, minWidth: 0 }}>
        <UnitPicker
          label={t('coordination.match', { words })}
          value=""
          onChange={props.onMatch}
          among={(unit) => unit.kind === 'AGENCY' && unit.name !== props.lead}
        />
      </div>
      <ActionIcon
        size={36}
        variant="default"
        aria-label={t('coordination.remove', { words })}
        onClick={props.onRemove}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
