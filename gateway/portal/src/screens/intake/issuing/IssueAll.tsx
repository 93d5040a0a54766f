import { Button } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../allowed';
import { useIssuing } from './issuing';
import { lacks } from '../proposals/missing';
import type { Directive } from '@/api/directives';
import type { Task } from '@/api/tasks';
import type { Proposal } from '../queries';
import type { Showing } from '../showing';

const IssueDialog = lazy(() => import('./IssueDialog').then((module) => ({ default: module.IssueDialog })));

/** Issues all complete tasks. That goes on while the dialog is closed; the button shows how many are done. */
export function IssueAll(props: {
  directive: Directive;
  proposals: Proposal[];
  tasks: Task[];
  showing: Showing;
}) {
  const { t } = useTranslation('intake');
  const { directive, proposals, tasks } = props;
  const [isOpen, setOpen] = useState(false);
  const issuing = useIssuing(directive.name ?? '');
  const mayConfirm = may(directive, 'confirmProposals');
  const complete = proposals.filter((one) => one.state === 'PROPOSED' && lacks(one).length === 0);
  const waiting = tasks.filter((task) => task.state === 'PROPOSED' && task.allowedActions?.includes('issue'));
  const count = (mayConfirm ? complete.length : 0) + waiting.length;
  if (!mayConfirm && waiting.length === 0 && issuing.state.phase === 'idle') return null;
  const { arrived, of } = issuing.state;
  return (
    <>
      <Button
        size="compact-sm"
        leftSection={<IconSend2 size={14} aria-hidden />}
        onClick={() => {
          if (!issuing.isRunning) issuing.reset();
          setOpen(true);
        }}
      >
        {issuing.isRunning ? t('issue.running', { arrived, of }) : t('issue.button', { count })}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <IssueDialog
            proposals={proposals}
            complete={mayConfirm ? complete : []}
            isUnassigned={!directive.assigner}
            waiting={waiting}
            tasks={tasks}
            issuing={issuing.state}
            isRunning={issuing.isRunning}
            onIssue={() => {
              void issuing.run(
                mayConfirm ? complete : [],
                waiting.map((task) => task.name ?? ''),
              );
            }}
            onShow={(proposal) => {
              setOpen(false);
              props.showing.show(proposal, 'card');
            }}
            onClose={() => {
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
