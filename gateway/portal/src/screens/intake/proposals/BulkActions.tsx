import { Button, Group } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { showFailure, showSuccess } from '@/ui/messages';
import { may } from '../allowed';
import { useConfirmProposals, useDropProposals } from '../commands';
import type { Proposal } from '../queries';
import { lacks } from './missing';

const Confirmation = lazy(() => import('./Confirmation'));
const MergeForm = lazy(() => import('./MergeForm').then((module) => ({ default: module.MergeForm })));

interface Props {
  directive: Directive;
  /** All that are shown, in the order that numbers them. */
  proposals: Proposal[];
  selected: Proposal[];
  onDone: () => void;
}

const SMALL = { size: 'compact-sm', variant: 'default' } as const;

/** What can be done with the selected proposals. */
export function BulkActions(props: Props) {
  const { t } = useTranslation('intake');
  const { directive, selected, onDone } = props;
  const [isMerging, setMerging] = useState(false);
  const mayConfirm = may(directive, 'confirmProposals');
  const count = selected.length;
  return (
    <Group gap={6} role="group" aria-label={t('proposals.chosen', { count })}>
      {mayConfirm && <ConfirmSelected {...props} />}
      <Button
        {...SMALL}
        disabled={count < 2}
        onClick={() => {
          setMerging(true);
        }}
      >
        {t('merge.button', { count })}
      </Button>
      <DropSelected {...props} />
      {isMerging && (
        <Suspense fallback={null}>
          <MergeForm
            directive={directive}
            proposals={selected}
            onClose={() => {
              setMerging(false);
            }}
            onMerged={onDone}
          />
        </Suspense>
      )}
    </Group>
  );
}

function ConfirmSelected({ directive, proposals, selected, onDone }: Props) {
  const { t } = useTranslation('intake');
  const confirm = useConfirmProposals(directive.name ?? '');
  const count = selected.length;
  const confirmAll = () => {
    const incomplete = selected.filter((one) => lacks(one).length > 0);
    if (incomplete.length > 0) {
      const numbers = incomplete.map((one) => proposals.indexOf(one) + 1).join(', ');
      showFailure(t('confirm.incomplete', { numbers }));
      return;
    }
    confirm.mutate(
      selected.map((one) => one.name ?? ''),
      {
        onSuccess: () => {
          showSuccess(t('confirm.done', { count }));
          onDone();
        },
        onError: () => {
          showFailure(t('confirm.failed'));
        },
      },
    );
  };
  return (
    <Button {...SMALL} disabled={count === 0} loading={confirm.isPending} onClick={confirmAll}>
      {t('confirm.several', { count })}
    </Button>
  );
}

function DropSelected({ directive, selected, onDone }: Props) {
  const { t } = useTranslation('intake');
  const [isAsking, setAsking] = useState(false);
  const drop = useDropProposals(directive.name ?? '');
  const count = selected.length;
  const close = () => {
    setAsking(false);
  };
  const dropAll = () => {
    close();
    drop.mutate(selected, {
      onSuccess: onDone,
      onError: () => {
        showFailure(t('drop.failed'));
      },
    });
  };
  return (
    <>
      <Button
        {...SMALL}
        disabled={count === 0}
        loading={drop.isPending}
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('drop.several', { count })}
      </Button>
      {isAsking && (
        <Suspense fallback={null}>
          <Confirmation
            title={t('drop.ask', { count })}
            text={t('drop.text')}
            button={t('drop.several', { count })}
            onClose={close}
            onConfirm={dropAll}
          />
        </Suspense>
      )}
    </>
  );
}
