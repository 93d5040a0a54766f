import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { given, written, type Day } from '@/ui/dates';
import { DueFields } from '@/ui/fields/DueFields';
import { DueHint } from './DueHint';
import type { ProposalValues } from './proposalValues';
import { afterWorkingDays, workingDaysIn } from './workingDays';

interface Props {
  values: Pick<ProposalValues, 'due'>;
  set: (changed: Pick<ProposalValues, 'due'>) => void;
  /** What the directive says of the due date. */
  words: string | undefined;
  /** The day from which the directive counts. */
  since: Day | undefined;
}

/** When a proposed task is due, with the words of the directive and what follows from them. */
export function DueOfText({ values: { due }, set, words, since }: Props) {
  const { t } = useTranslation('intake');
  const days = words ? workingDaysIn(words) : undefined;
  const issued = given(since);
  const counted = days && issued ? afterWorkingDays(issued, days) : undefined;
  return (
    <>
      <DueFields
        label={t('proposal.due')}
        description={words ? t('proposal.written', { words: `“${words}”` }) : undefined}
        value={due}
        onChange={(changed) => {
          set({ due: { ...due, ...changed } });
        }}
      />
      {due.kind !== 'NONE' && due.date && <DueHint due={due.date} />}
      {counted && !due.date && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {t('hint.counted', { day: written(counted), days })}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              set({ due: { ...due, kind: 'FIXED', date: counted } });
            }}
          >
            {t('hint.take')}
          </Button>
        </Group>
      )}
    </>
  );
}
