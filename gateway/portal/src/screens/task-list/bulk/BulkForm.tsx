import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { useDraft } from '@/ui/form/useDraft';
import type { Verb } from './bulk';

const LONGEST = 2000;

/** The words that go with the step to all agencies. */
export function BulkForm({
  verb,
  count,
  possible,
  onSend,
  onCancel,
}: {
  verb: Verb;
  count: number;
  possible: number;
  onSend: (words: string) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation('task-list');
  const { t: common } = useTranslation();
  const draft = useDraft(`tasks.${verb}`, '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend(draft.value.trim());
        draft.discard();
      }}
    >
      <Stack gap="xs">
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Textarea
          autoFocus
          autosize
          minRows={2}
          maxRows={5}
          maxLength={LONGEST}
          label={t(verb === 'urge' ? 'bulk.message' : 'bulk.note')}
          description={verb === 'urge' ? t('bulk.messageHint') : undefined}
          value={draft.value}
          onChange={(event) => {
            draft.change(event.currentTarget.value);
          }}
        />
        {possible < count && <Text size="sm">{t('bulk.some', { possible, count })}</Text>}
        <Group gap="xs">
          <Button type="submit" size="xs">
            {t(verb === 'urge' ? 'bulk.send' : 'bulk.acceptAll', { count })}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            {common('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
