import { Group, Stack, Text } from '@mantine/core';
import { IconScissors } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { showSuccess } from '@/ui/messages';
import { useSplitProposal } from '../commands';
import type { Proposal } from '../queries';
import { useRefusal } from '../refusals';
import { parts } from '../text/passages';
import classes from './SplitForm.module.css';

/** Splits a proposal by cutting its passage: between sentences, or between parts of one. */
export function SplitForm(props: { directive: Directive; proposal: Proposal; onDone: () => void }) {
  const { t } = useTranslation('intake');
  const { directive, proposal, onDone } = props;
  const [cuts, setCuts] = useState<readonly number[]>([]);
  const split = useSplitProposal(directive.name ?? '');
  const refusal = useRefusal(split.error);
  const count = cuts.length + 1;
  const submit = () => {
    const offsets = [...cuts].sort((a, b) => a - b);
    split.mutate(
      { name: proposal.name ?? '', etag: proposal.etag, offsets },
      {
        onSuccess: () => {
          showSuccess(t('split.done', { count }));
          onDone();
        },
      },
    );
  };
  return (
    <Stack gap="xs">
      <Text size="sm">{t('split.text')}</Text>
      <Passage directive={directive} proposal={proposal} cuts={cuts} onCut={setCuts} />
      {split.isError && <Refusal>{refusal}</Refusal>}
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {cuts.length > 0 ? t('split.into', { count }) : t('split.choose')}
        </Text>
        <FormButtons
          small
          submit={t('split.do')}
          pending={split.isPending}
          disabled={cuts.length === 0}
          onCancel={onDone}
          onSubmit={submit}
        />
      </Group>
    </Stack>
  );
}

/** The passage with scissors wherever it can be cut. */
function Passage(props: {
  directive: Directive;
  proposal: Proposal;
  cuts: readonly number[];
  onCut: (cuts: readonly number[]) => void;
}) {
  const { t } = useTranslation('intake');
  const { proposal, cuts, onCut } = props;
  const passage = { start: proposal.quoteStart ?? 0, end: proposal.quoteEnd ?? 0 };
  return (
    <p className={classes.passage}>
      {parts(props.directive.text ?? '', passage).map((piece, at) => (
        <Fragment key={piece.start}>
          {at > 0 && (
            <button
              type="button"
              className={classes.cut}
              aria-pressed={cuts.includes(piece.start)}
              aria-label={t('split.before', { words: piece.text.trim() })}
              onClick={() => {
                const others = cuts.filter((cut) => cut !== piece.start);
                onCut(others.length < cuts.length ? others : [...cuts, piece.start]);
              }}
            >
              <IconScissors size={16} aria-hidden />
            </button>
          )}
          <span>{piece.text}</span>
        </Fragment>
      ))}
    </p>
  );
}
