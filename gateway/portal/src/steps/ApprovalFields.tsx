import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { Approval } from './Approval';

/** What is approved, sent back for changes or withdrawn. */
export function ApprovalFields({ step, task }: { step: 'approve' | 'askChanges' | 'withdraw'; task: Task }) {
  const { t } = useTranslation('task-detail');
  const undecided = task.state === 'SUBMITTED' ? 'submitted' : 'requested';
  return (
    <>
      {step === 'withdraw' && <Text size="sm">{t(`approval.${task.approval ? 'waits' : undecided}`)}</Text>}
      {task.approval && (
        <div>
          <Approval of={task.approval} />
        </div>
      )}
    </>
  );
}
