import { Button, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/DateField';
import { written, type Day } from '@/ui/dates';
import { DueHint } from './DueHint';
import { DUE_KINDS, RECURRENCES, type DueKind, type ProposalValues } from './proposalValues';
import { afterWorkingDays, workingDaysIn } from './workingDays';

interface Props {
  values: Pick<ProposalValues, 'dueKind' | 'dueDate' | 'recurrence'>;
  onChange: (to: Partial<ProposalValues>) => void;
  /** As written in the directive. */
  words: string | undefined;
  /** The day from which the directive counts. */
  since: Day | undefined;
}

/** Until when: a day, again and again, or explicitly without one. */
export function DueFields({ values, onChange, words, since }: Props) {
  const { t } = useTranslation('intake');
  const days = words ? workingDaysIn(words) : undefined;
  const counted = days && since?.year ? afterWorkingDays(since, days) : undefined;
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('proposal.due')}
        description={words ? t('proposal.written', { words: `“${words}”` }) : undefined}
        value={values.dueKind}
        onChange={(kind) => {
          onChange({ dueKind: kind as DueKind });
        }}
      >
        <Group gap="md" mt={4}>
          {DUE_KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`dueKind.${kind}`)} />
          ))}
        </Group>
      </Radio.Group>
      {values.dueKind === 'PERIODIC' && (
        <Select
          label={t('proposal.recurrence')}
          data={RECURRENCES.map((value) => ({ value, label: t(`recurrence.${value}`) }))}
          value={values.recurrence || null}
          onChange={(recurrence) => {
            onChange({ recurrence: recurrence ?? '' });
          }}
        />
      )}
      {values.dueKind !== 'NONE' && values.dueKind !== null && (
        <DateField
          label={values.dueKind === 'PERIODIC' ? t('proposal.firstDue') : t('proposal.dueDate')}
          value={values.dueDate}
          onChange={(dueDate) => {
            onChange({ dueDate });
          }}
        />
      )}
      {values.dueKind !== 'NONE' && values.dueDate && <DueHint due={values.dueDate} />}
      {counted && !values.dueDate && (
        <Group gap="xs">
          <Text size="sm" c="dimmed">
            {t('hint.counted', { day: written(counted), days })}
          </Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onChange({ dueKind: 'FIXED', dueDate: counted });
            }}
          >
            {t('hint.take')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
