import { Alert, List, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useExplanation } from '@/ui/States';
import { FormDialog } from '@/ui/form/FormDialog';
import { useDraft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useMending, type Refused } from './commands';
import type { StuckEvent, Verb } from './events';
import { useTitle } from './StuckRow';

const LONGEST = 2000;

/** Asks why, and replays or drops events. Those that are refused stay, with the reason. */
export function MendDialog({
  verb,
  events,
  onDone,
  onClose,
}: {
  verb: Verb;
  events: readonly StuckEvent[];
  onDone: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('operations');
  const draft = useDraft(`operations.${verb}`, '');
  const [isChecked, setChecked] = useState(false);
  const { left, refused, isRunning, send } = useSending(verb, events);
  const missing = verb === 'drop' && !draft.value.trim();
  const submit = async () => {
    setChecked(true);
    if (missing || !(await send(draft.value.trim()))) return;
    draft.discard();
    onDone();
    onClose();
  };
  return (
    <FormDialog
      title={t(`title.${verb}`, { count: left.length })}
      submit={t(`verb.${verb}`)}
      danger={verb === 'drop'}
      draft={draft}
      pending={isRunning}
      onSubmit={() => void submit()}
      onCancel={() => {
        draft.discard();
        onClose();
      }}
      onClose={onClose}
    >
      <Text size="sm">{t(`hint.${verb}`)}</Text>
      <Textarea
        label={t('reason')}
        description={t('reasonHint')}
        required={verb === 'drop'}
        data-autofocus
        autosize
        minRows={2}
        maxRows={6}
        maxLength={LONGEST}
        value={draft.value}
        error={isChecked && missing ? t('reasonMissing') : undefined}
        onChange={(change) => {
          draft.change(change.currentTarget.value);
        }}
      />
      {refused.length > 0 && <Refusals refused={refused} />}
    </FormDialog>
  );
}

/** Sends the step for the events that are left. It keeps its own list, because the one behind the dialog changes. */
function useSending(verb: Verb, events: readonly StuckEvent[]) {
  const { t } = useTranslation('operations');
  const mending = useMending(verb);
  const [left, setLeft] = useState(events);
  const [refused, setRefused] = useState<Refused[]>([]);
  const send = async (reason: string): Promise<boolean> => {
    const failed = await mending.run(left, reason);
    const count = left.length - failed.length;
    if (count > 0) showSuccess(t(`done.${verb}`, { count }));
    setRefused(failed);
    setLeft(failed.map(({ event }) => event));
    return failed.length === 0;
  };
  return { left, refused, isRunning: mending.isRunning, send };
}

function Refusals({ refused }: { refused: readonly Refused[] }) {
  const { t } = useTranslation('operations');
  return (
    <Alert color="red" role="alert" title={t('refused', { count: refused.length })}>
      <List size="sm">
        {refused.map((one) => (
          <RefusedOne key={one.event.name} {...one} />
        ))}
      </List>
    </Alert>
  );
}

function RefusedOne({ event, error }: Refused) {
  const title = useTitle()(event);
  const why = useExplanation(error);
  return (
    <List.Item>
      {title}: {why}
    </List.Item>
  );
}
