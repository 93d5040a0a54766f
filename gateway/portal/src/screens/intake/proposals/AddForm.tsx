import { Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useDraft } from '@/ui/form/useDraft';
import { useCreateProposal } from '../commands';
import type { Proposal } from '../queries';
import { useRefusal } from '../refusals';
import { locate } from '../text/passages';

const TITLE = 'add-proposal';
const EMPTY = { quote: '', title: '' };

interface Props {
  directive: Directive;
  onAdded: (proposal: Proposal) => void;
  onClose: () => void;
}

/** Adds a proposal by hand: from words of the text that are typed or pasted, or without any. */
export function AddForm(props: Props) {
  const { t } = useTranslation('intake');
  const { text } = props.directive;
  const { draft, passage, create, add, close } = useAdding(props);
  const { quote, title } = draft.value;
  const refusal = useRefusal(create.error);
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
        {text && quote.trim() && <Located found={passage !== undefined} />}
        <Textarea
          label={t('proposal.title')}
          description={passage ? t('add.titleHint') : undefined}
          required={!passage}
          autosize
          minRows={1}
          maxLength={2000}
          value={title}
          onChange={({ currentTarget: { value } }) => {
            draft.change({ quote, title: value });
          }}
        />
        {create.isError && <Refusal>{refusal}</Refusal>}
        <FormButtons
          small
          submit={t('add.do')}
          pending={create.isPending}
          disabled={!passage && !title.trim()}
          onCancel={close}
          onSubmit={add}
        />
      </Stack>
    </Paper>
  );
}

function useAdding({ directive: { name = '', text = '' }, onAdded, onClose }: Props) {
  const draft = useDraft(`${name}.add`, EMPTY);
  const { quote, title } = draft.value;
  const words = useDeferredValue(quote);
  const passage = text ? locate(text, words) : undefined;
  const create = useCreateProposal(name);
  const close = () => {
    draft.discard();
    onClose();
  };
  const add = () => {
    const source = passage ? { quoteStart: passage.start, quoteEnd: passage.end } : { quote: quote.trim() };
    const proposal = { ...source, ...(title.trim() && { title: title.trim() }) };
    create.mutate(proposal, {
      onSuccess: (added) => {
        close();
        onAdded(added);
      },
    });
  };
  return { draft, passage, create, add, close };
}

function Located({ found }: { found: boolean }) {
  const { t } = useTranslation('intake');
  return (
    <Group gap={4} role="status" wrap="nowrap">
      {found ? <IconCheck size={16} aria-hidden /> : <IconInfoCircle size={16} aria-hidden />}
      <Text size="sm" c="dimmed">
        {found ? t('add.found') : t('add.notFound')}
      </Text>
    </Group>
  );
}
