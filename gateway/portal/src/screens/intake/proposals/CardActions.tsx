import { Button, Group, Text } from '@mantine/core';
import {
  IconArrowLeft,
  IconCheck,
  IconPencil,
  IconScissors,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { showFailure, showSuccess } from '@/ui/messages';
import { may } from '../allowed';
import { useConfirmProposals, useDropProposals } from '../commands';
import type { Proposal } from '../queries';
import { useRefusal } from '../refusals';
import { parts } from '../text/passages';
import { lacks } from './missing';

const Confirmation = lazy(() => import('./Confirmation'));

interface Props {
  directive: Directive;
  proposal: Proposal;
  number: number;
  onEdit: () => void;
  onSplit: () => void;
  onShowText: () => void;
}

/** What can be done with one proposal now. */
export function CardActions(props: Props) {
  const { t } = useTranslation('intake');
  const { directive, proposal, number } = props;
  const isOpen = proposal.state === 'PROPOSED';
  const mayChange = isOpen && may(directive, 'changeProposals');
  const hasPassage = Boolean(proposal.quoteEnd) && Boolean(directive.text);
  const passage = { start: proposal.quoteStart ?? 0, end: proposal.quoteEnd ?? 0 };
  const maySplit = mayChange && hasPassage && parts(directive.text ?? '', passage).length > 1;
  const mayConfirm = isOpen && may(directive, 'confirmProposals') && lacks(proposal).length === 0;
  return (
    <Group gap={6} mt={4}>
      {hasPassage && (
        <Action
          words={t('proposal.showText')}
          number={number}
          icon={IconArrowLeft}
          onAct={props.onShowText}
        />
      )}
      {mayChange && (
        <Action words={t('proposal.edit')} number={number} icon={IconPencil} onAct={props.onEdit} />
      )}
      {maySplit && (
        <Action words={t('split.button')} number={number} icon={IconScissors} onAct={props.onSplit} />
      )}
      {mayChange && <Drop {...props} />}
      {mayConfirm && <Confirm {...props} />}
    </Group>
  );
}

function Action(props: { words: string; number: number; icon: Icon; pending?: boolean; onAct: () => void }) {
  const { t } = useTranslation('intake');
  const { words, number, icon: Drawn } = props;
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<Drawn size={14} aria-hidden />}
      loading={props.pending}
      onClick={props.onAct}
      aria-label={t('proposal.of', { words, number })}
    >
      {words}
    </Button>
  );
}

function Confirm({ directive, proposal, number }: Props) {
  const { t } = useTranslation('intake');
  const confirm = useConfirmProposals(directive.name ?? '');
  const act = () => {
    confirm.mutate([proposal.name ?? ''], {
      onSuccess: () => {
        showSuccess(t('confirm.done', { count: 1 }));
      },
    });
  };
  return (
    <>
      <Action
        words={t('confirm.button')}
        number={number}
        icon={IconCheck}
        pending={confirm.isPending}
        onAct={act}
      />
      <Refused error={confirm.error} />
    </>
  );
}

function Drop({ directive, proposal, number }: Props) {
  const { t } = useTranslation('intake');
  const [isAsking, setAsking] = useState(false);
  const drop = useDropProposals(directive.name ?? '');
  const close = () => {
    setAsking(false);
  };
  const act = () => {
    close();
    drop.mutate([proposal], {
      onError: () => {
        showFailure(t('drop.failed'));
      },
    });
  };
  return (
    <>
      <Action
        words={t('drop.one')}
        number={number}
        icon={IconTrash}
        onAct={() => {
          setAsking(true);
        }}
      />
      <Refused error={drop.error} />
      {isAsking && (
        <Suspense fallback={null}>
          <Confirmation
            title={t('drop.ask', { count: 1 })}
            text={proposal.title || proposal.quote || ''}
            button={t('drop.one')}
            onClose={close}
            onConfirm={act}
          />
        </Suspense>
      )}
    </>
  );
}

function Refused({ error }: { error: unknown }) {
  const refusal = useRefusal(error);
  if (!error) return null;
  return (
    <Text span size="sm" c="red.9" role="alert">
      {refusal}
    </Text>
  );
}
