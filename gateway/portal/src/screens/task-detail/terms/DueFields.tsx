import { Group, Radio, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DateField } from '@/ui/DateField';
import type { DueKind, Recurrence, TermsProps } from './terms';

const RECURRENCES = ['WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY', 'OTHER'] as const;

/** How a task is due: on a day, explicitly without one, or again and again. */
export function DueFields({ terms, set, errors }: TermsProps) {
  const { t } = useTranslation('task-detail');
  const { due } = terms;
  const change = (changed: Partial<typeof due>) => {
    set({ due: { ...due, ...changed } });
  };
  const kind = due.kind === 'KIND_UNSPECIFIED' ? 'FIXED' : due.kind;
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('fact.due')}
        value={kind}
        onChange={(chosen) => {
          change({ kind: chosen as DueKind });
        }}
        error={kind === 'NONE' ? errors.due : undefined}
      >
        <Group mt={4}>
          <Radio value="FIXED" label={t('due.FIXED')} />
          <Radio value="PERIODIC" label={t('due.PERIODIC')} />
          <Radio value="NONE" label={t('due.NONE')} />
        </Group>
      </Radio.Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {kind !== 'NONE' && (
          <DateField
            label={t(kind === 'PERIODIC' ? 'due.firstDay' : 'due.day')}
            value={due.date}
            onChange={(date) => {
              change({ date });
            }}
            error={errors.due}
          />
        )}
        {kind === 'PERIODIC' && (
          <Select
            label={t('due.recurrence')}
            data={RECURRENCES.map((every) => ({ value: every as string, label: t(`due.${every}`) }))}
            value={due.recurrence === 'RECURRENCE_UNSPECIFIED' ? null : due.recurrence}
            onChange={(every) => {
              change({ recurrence: (every ?? 'RECURRENCE_UNSPECIFIED') as Recurrence });
            }}
          />
        )}
        <TextInput
          label={t('due.wordsLabel')}
          description={t('due.wordsHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={500}
          value={due.words}
          onChange={(event) => {
            change({ words: event.currentTarget.value });
          }}
        />
      </SimpleGrid>
    </Stack>
  );
}
