import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { DateField } from '@/ui/fields/DateField';
import { today, type Day } from '@/ui/dates';
import { showSuccess } from '@/ui/messages';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { useRefusal } from './refusal';

interface Words {
  title: string;
  what: string;
  lastDay: string;
  hint?: string;
  submit: string;
  ended: string;
}

/** Asks for the last day of something, and ends it. */
export function EndForm(props: {
  words: Words;
  draft: string;
  command: { error: Problem | null; isPending: boolean };
  onEnd: (endDate: Day, then: { onSuccess: () => void }) => void;
  onClose: () => void;
}) {
  const { words, command, onEnd, onClose } = props;
  const { t } = useTranslation('organisation');
  const [initial] = useState<{ endDate: Day | undefined }>(() => ({ endDate: today() }));
  const draft = useDraft(props.draft, initial);
  const [checked, setChecked] = useState(false);
  const refusal = useRefusal(command.error, ['endDate']);
  const { endDate } = draft.value;
  const missing = checked && !endDate ? t('required') : undefined;
  const stale = command.error?.stale ? t('changedMeanwhile') : undefined;
  const onSuccess = () => {
    draft.discard();
    showSuccess(words.ended);
    onClose();
  };
  return (
    <FormDialog
      title={words.title}
      submit={words.submit}
      danger
      draft={draft}
      refusal={refusal.rest ?? stale}
      pending={command.isPending}
      onSubmit={() => {
        setChecked(true);
        if (endDate) onEnd(endDate, { onSuccess });
      }}
      onCancel={() => {
        draft.discard();
        onClose();
      }}
      onClose={onClose}
    >
      <Text size="sm">{words.what}</Text>
      <DateField
        label={words.lastDay}
        description={words.hint}
        required
        data-autofocus
        value={endDate}
        error={refusal.of('endDate') ?? missing}
        onChange={(day) => {
          draft.change({ endDate: day });
        }}
      />
    </FormDialog>
  );
}
