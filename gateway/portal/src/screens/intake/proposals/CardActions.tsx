import { Button, Group, Text } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconPencil, IconScissors, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { told, toldFailure } from '@/ui/told';
import { may } from '../allowed';
import { useConfirmProposals, useDropProposals } from '../commands';
import { lacks } from './missing';
import { parts } from '../text/passages';
import type { Directive, Proposal } from '../queries';
import { useRefusal } from '../refusals';

const Confirmation = lazy(() => import('../Confirmation'));

/** What can be done with one proposal now. */
export function CardActions(props: {
  directive: Directive;
  proposal: Proposal;
  number: number;
  onEdit: () => void;
  onSplit: () => void;
  onShowText: () => void;
}) {
  const { t } = useTranslation('intake');
  const { directive, proposal, number } = props;
  const [isDropping, setDropping] = useState(false);
  const confirm = useConfirmProposals(directive.name ?? '');
  const drop = useDropProposals(directive.name ?? '');
  const refusal = useRefusal(confirm.error ?? drop.error);
  const isOpen = proposal.state === 'PROPOSED';
  const mayChange = isOpen && may(directive, 'changeProposals');
  const isPlaced = Boolean(proposal.quoteEnd) && Boolean(directive.text);
  const place = { start: proposal.quoteStart ?? 0, end: proposal.quoteEnd ?? 0 };
  const maySplit = mayChange && isPlaced && parts(directive.text ?? '', place).length > 1;
  const mayConfirm = isOpen && may(directive, 'confirmProposals') && lacks(proposal).length === 0;
  const of = (words: string) => t('proposal.of', { words, number });
  const small = { size: 'compact-sm', variant: 'default' } as const;
  return (
    <Group gap={6} mt={4}>
      {isPlaced && (
        <Button
          {...small}
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          onClick={props.onShowText}
          aria-label={of(t('proposal.showText'))}
        >
          {t('proposal.showText')}
        </Button>
      )}
      {mayChange && (
        <Button
          {...small}
          leftSection={<IconPencil size={14} aria-hidden />}
          onClick={props.onEdit}
          aria-label={of(t('proposal.edit'))}
        >
          {t('proposal.edit')}
        </Button>
      )}
      {maySplit && (
        <Button
          {...small}
          leftSection={<IconScissors size={14} aria-hidden />}
          onClick={props.onSplit}
          aria-label={of(t('split.button'))}
        >
          {t('split.button')}
        </Button>
      )}
      {mayChange && (
        <Button
          {...small}
          leftSection={<IconTrash size={14} aria-hidden />}
          onClick={() => {
            setDropping(true);
          }}
          aria-label={of(t('drop.one'))}
        >
          {t('drop.one')}
        </Button>
      )}
      {mayConfirm && (
        <Button
          {...small}
          leftSection={<IconCheck size={14} aria-hidden />}
          loading={confirm.isPending}
          aria-label={of(t('confirm.button'))}
          onClick={() => {
            confirm.mutate([proposal.name ?? ''], {
              onSuccess: () => {
                told(t('confirm.done', { count: 1 }));
              },
            });
          }}
        >
          {t('confirm.button')}
        </Button>
      )}
      {(confirm.isError || drop.isError) && (
        <Text span size="sm" c="red.9" role="alert">
          {refusal}
        </Text>
      )}
      {isDropping && (
        <Suspense fallback={null}>
          <Confirmation
            title={t('drop.ask', { count: 1 })}
            text={proposal.title || proposal.quote || ''}
            button={t('drop.one')}
            onClose={() => {
              setDropping(false);
            }}
            onConfirm={() => {
              setDropping(false);
              drop.mutate([proposal], {
                onError: () => {
                  toldFailure(t('drop.failed'));
                },
              });
            }}
          />
        </Suspense>
      )}
    </Group>
  );
}
