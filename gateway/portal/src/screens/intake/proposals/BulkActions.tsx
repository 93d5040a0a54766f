import { Button, Group } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { told, toldFailure } from '@/ui/told';
import { may } from '../allowed';
import { useConfirmProposals, useDropProposals } from '../commands';
import { lacks } from './missing';
import type { Directive, Proposal } from '../queries';

const Confirmation = lazy(() => import('../Confirmation'));
const MergeForm = lazy(() => import('./MergeForm').then((module) => ({ default: module.MergeForm })));

/** What can be done with the chosen proposals. */
export function BulkActions(props: {
  directive: Directive;
  /** All that are shown, by which they are numbered. */
  proposals: Proposal[];
  selected: Proposal[];
  onDone: () => void;
}) {
  const { t } = useTranslation('intake');
  const { directive, selected, onDone } = props;
  const [asking, setAsking] = useState<'drop' | 'merge'>();
  const confirm = useConfirmProposals(directive.name ?? '');
  const drop = useDropProposals(directive.name ?? '');
  const count = selected.length;
  const mayConfirm = may(directive, 'confirmProposals');
  const close = () => {
    setAsking(undefined);
  };
  const confirmAll = () => {
    const incomplete = selected.filter((one) => lacks(one).length > 0);
    if (incomplete.length > 0) {
      const numbers = incomplete.map((one) => props.proposals.indexOf(one) + 1).join(', ');
      toldFailure(t('confirm.incomplete', { numbers }));
      return;
    }
    confirm.mutate(
      selected.map((one) => one.name ?? ''),
      {
        onSuccess: () => {
          told(t('confirm.done', { count }));
          onDone();
        },
        onError: () => {
          toldFailure(t('confirm.failed'));
        },
      },
    );
  };
  const small = { size: 'compact-sm', variant: 'default' } as const;
  return (
    <Group gap={6} role="group" aria-label={t('proposals.chosen', { count })}>
      {mayConfirm && (
        <Button {...small} disabled={count === 0} loading={confirm.isPending} onClick={confirmAll}>
          {t('confirm.several', { count })}
        </Button>
      )}
      <Button
        {...small}
        disabled={count < 2}
        onClick={() => {
          setAsking('merge');
        }}
      >
        {t('merge.button', { count })}
      </Button>
      <Button
        {...small}
        disabled={count === 0}
        loading={drop.isPending}
        onClick={() => {
          setAsking('drop');
        }}
      >
        {t('drop.several', { count })}
      </Button>
      <Suspense fallback={null}>
        {asking === 'merge' && (
          <MergeForm directive={directive} proposals={selected} onClose={close} onMerged={onDone} />
        )}
        {asking === 'drop' && (
          <Confirmation
            title={t('drop.ask', { count })}
            text={t('drop.text')}
            button={t('drop.several', { count })}
            onClose={close}
            onConfirm={() => {
              close();
              drop.mutate(selected, {
                onSuccess: onDone,
                onError: () => {
                  toldFailure(t('drop.failed'));
                },
              });
            }}
          />
        )}
      </Suspense>
    </Group>
  );
}
