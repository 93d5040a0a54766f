import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PendingDecision } from '@/api/deciding';
import type { Task } from '@/api/tasks';
import { Approval } from '@/steps/Approval';
import { Extension } from '@/steps/Extension';
import { LateParts } from '@/steps/LateParts';
import { Submission } from '@/steps/Submission';
import { pendingExtension } from '@/steps/values';
import { CauseWords } from '@/ui/CauseWords';
import { written } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { Stages } from '@/ui/Stages';
import classes from './DecidingScreen.module.css';

interface Props {
  task: Task;
  decision: PendingDecision;
}

const FACTS: Record<PendingDecision, (props: { task: Task }) => React.ReactNode> = {
  ISSUE: Terms,
  RETURN: Returned,
  EXTENSION: Asking,
  COMPLETION: Submitted,
  OVERDUE: Overdue,
  DELAY_CAUSE: Cause,
  CONTEST: Contested,
  APPROVAL: Waiting,
};

/** What is asked, and the facts to decide by. */
export function Asked({ task, decision }: Props) {
  const { t } = useTranslation('deciding');
  const Facts = FACTS[decision];
  return (
    <Stack gap={2} className={classes.facts}>
      <Text size="sm" fw={600}>
        {t(`asked.${decision}`)}
      </Text>
      <Facts task={task} />
    </Stack>
  );
}

function Terms({ task }: { task: Task }) {
  const { t } = useTranslation('deciding');
  return (
    <>
      <Text size="sm">{t('output', { output: task.output })}</Text>
      {(task.coordinations ?? []).length > 0 && (
        <Text size="sm">
          {t('coordinations')}{' '}
          {task.coordinations?.map(({ unit }, at) => (
            <span key={unit}>
              {at > 0 && '; '}
              <Name of={unit} />
            </span>
          ))}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {task.assigner ? (
          <>
            {t('assigner')} <Name of={task.assigner} withTitle />
          </>
        ) : (
          t('noAssigner')
        )}
      </Text>
    </>
  );
}

function Returned({ task: { lastReturn } }: { task: Task }) {
  if (!lastReturn) return null;
  return (
    <>
      <Text size="sm">{lastReturn.reason}</Text>
      <Text size="xs" c="dimmed">
        {written(lastReturn.returnDate)} · <Name of={lastReturn.person} withTitle />
      </Text>
    </>
  );
}

function Asking({ task }: { task: Task }) {
  const pending = pendingExtension(task);
  return (
    <>
      {pending && <Extension of={pending} />}
      <Work task={task} />
    </>
  );
}

function Submitted({ task: { submission } }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  if (!submission) return null;
  return (
    <>
      <Submission of={submission} />
      <Text size="xs" c="dimmed">
        {t('evidence.submitted', { day: written(submission.submitDate) })}
      </Text>
    </>
  );
}

function Overdue({ task }: { task: Task }) {
  const { t } = useTranslation('deciding');
  return (
    <>
      <Text size="sm">{t('urged', { count: task.urgingCount ?? 0 })}</Text>
      <Work task={task} />
    </>
  );
}

function Cause({ task }: { task: Task }) {
  return (
    <>
      {task.delayCause && <CauseWords of={task.delayCause} />}
      <LateParts of={task} />
    </>
  );
}

function Contested({ task }: { task: Task }) {
  return (
    <>
      <Cause task={task} />
      {task.delayCause && <Stages of={task.delayCause} />}
    </>
  );
}

function Waiting({ task: { approval } }: { task: Task }) {
  return approval && <Approval of={approval} />;
}

/** How far the work has come. */
function Work({ task: { progress } }: { task: Task }) {
  const { t } = useTranslation('deciding');
  if (!progress) return <Text size="sm">{t('noProgress')}</Text>;
  return (
    <Text size="sm">
      {t('progress', { percent: progress.percent ?? 0, day: written(progress.reportDate) })} {progress.text}
    </Text>
  );
}
