import { Alert, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftNotice } from '@/ui/DraftNotice';
import { useDraft } from '@/ui/useDraft';
import { useCreateProposal } from '../commands';
import { locate } from '../text/passages';
import type { Directive, Proposal } from '../queries';
import { useRefusal } from '../refusals';

const TITLE = 'add-proposal';
const EMPTY = { quote: '', title: '' };

/** Adds a proposal by hand: from words of the text that are typed or pasted, or without any. */
export function AddForm(props: {
  directive: Directive;
  onAdded: (proposal: Proposal) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const { name = '', text = '' } = props.directive;
  const draft = useDraft(`${name}.add`, EMPTY);
  const { quote, title } = draft.value;
  const words = useDeferredValue(quote);
  const place = text ? locate(text, words) : undefined;
  const create = useCreateProposal(name);
  const refusal = useRefusal(create.error);
  const close = () => {
    draft.discard();
    props.onClose();
  };
  const add = () => {
    const placed = place ? { quoteStart: place.start, quoteEnd: place.end } : {};
    create.mutate(
      { ...placed, ...(!place && { quote: quote.trim() }), ...(title.trim() && { title: title.trim() }) },
      {
        onSuccess: (added) => {
          close();
          props.onAdded(added);
        },
      },
    );
  };
  return (
    <Paper component="section" p="sm" aria-labelledby={TITLE}>
      <Stack gap="xs">
        <Title order={3} size="sm" id={TITLE}>
          {t('add.title')}
        </Title>
        <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
        <Textarea
          label={t('add.quote')}
          description={text ? t('add.quoteHint') : t('add.quoteHintScan')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={10_000}
          value={quote}
          data-autofocus
          onChange={({ currentTarget: { value } }) => {
            draft.change({ quote: value, title });
          }}
        />
        {text && words.trim() && (
          <Group gap={4} role="status" wrap="nowrap">
            {place ? <IconCheck size={16} aria-hidden /> : <IconInfoCircle size={16} aria-hidden />}
            <Text size="sm" c="dimmed">
              {place ? t('add.found') : t('add.notFound')}
            </Text>
          </Group>
        )}
        <Textarea
          label={t('proposal.title')}
          description={place ? t('add.titleHint') : undefined}
          required={!place}
          autosize
          minRows={1}
          maxLength={2000}
          value={title}
          onChange={({ currentTarget: { value } }) => {
            draft.change({ quote, title: value });
          }}
        />
        {create.isError && (
          <Alert color="red" role="alert">
            {refusal}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button size="xs" variant="default" onClick={close}>
            {common('cancel')}
          </Button>
          <Button size="xs" onClick={add} disabled={!place && !title.trim()} loading={create.isPending}>
            {t('add.do')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
