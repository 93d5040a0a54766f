import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SplitPanes } from '@/ui/SplitPanes';
import { showFailure } from '@/ui/messages';
import { Failure, Loading } from '@/ui/States';
import { may } from './allowed';
import { useCreateProposal } from './commands';
import { DocumentPane } from './text/DocumentPane';
import type { Passage } from './text/passages';
import { ProposalsPane } from './proposals/ProposalsPane';
import type { Directive } from '@/api/directives';
import { proposalsQuery, tasksQuery, type Proposal } from './queries';
import { useRefusal } from './refusals';
import { useShowing } from './showing';

/** The document's text beside the tasks proposed from it. */
export function Workbench({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const { name = '', text = '' } = directive;
  const proposals = useQuery(proposalsQuery(name));
  const isConfirmed = proposals.data?.some((one) => one.state === 'CONFIRMED') ?? false;
  const tasks = useQuery({ ...tasksQuery(name), enabled: isConfirmed });
  const listed = useMemo(
    () => (proposals.data ?? []).filter((one) => one.state !== 'DROPPED'),
    [proposals.data],
  );
  const showing = useShowing(listed);
  const addFrom = useAdding(directive, (added) => {
    showing.show(added, 'card');
  });
  if (proposals.isPending) return <Loading />;
  if (proposals.isError) return <Failure error={proposals.error} onRetry={() => void proposals.refetch()} />;
  const proposed = (
    <ProposalsPane
      directive={directive}
      proposals={listed}
      dropped={proposals.data.length - listed.length}
      tasks={tasks.data ?? []}
      showing={showing}
    />
  );
  if (!text) return proposed;
  const read = (
    <DocumentPane
      text={text}
      proposals={listed}
      active={showing.active}
      onPick={(one) => {
        showing.show(one, 'card');
      }}
      onAdd={may(directive, 'createProposal') ? addFrom.add : undefined}
      isAdding={addFrom.isAdding}
    />
  );
  return <SplitPanes label={t('panes')} name="intake" left={read} right={proposed} />;
}

/** Adds a proposal from a passage of the text; the server reads its facts from the passage. */
function useAdding({ name = '' }: Directive, onAdded: (proposal: Proposal) => void) {
  const { t } = useTranslation('intake');
  const create = useCreateProposal(name);
  const refusal = useRefusal(create.error);
  return {
    isAdding: create.isPending,
    add: ({ start, end }: Passage, quote: string) => {
      create.mutate(
        { quoteStart: start, quoteEnd: end, quote },
        {
          onSuccess: onAdded,
          onError: () => {
            showFailure(refusal || t('add.failed'));
          },
        },
      );
    },
  };
}
