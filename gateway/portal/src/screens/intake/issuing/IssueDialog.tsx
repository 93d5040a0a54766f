import { Alert, Anchor, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { Problem } from '@/api/problem';
import { Dialog } from '@/ui/Dialog';
import { LinkTo } from '@/ui/LinkTo';
import type { Issuing } from './issuing';
import { lacks } from '../proposals/missing';
import type { Task } from '@/api/tasks';
import type { Proposal } from '../queries';
import { useRefusal } from '../refusals';
import classes from './IssueDialog.module.css';

interface Props {
  proposals: Proposal[];
  complete: Proposal[];
  /** Whether the directive names no leader who assigns: then no task made from it can be issued. */
  isUnassigned: boolean;
  /** Tasks of confirmed proposals that are not issued yet. */
  waiting: Task[];
  tasks: Task[];
  issuing: Issuing;
  isRunning: boolean;
  onIssue: () => void;
  onShow: (proposal: Proposal) => void;
  onClose: () => void;
}

/** What will be issued, what cannot be issued and why, and the progress. */
export function IssueDialog(props: Props) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const { issuing, isRunning } = props;
  const count = props.complete.length + props.waiting.length;
  const isBlocked = count === 0 || (props.isUnassigned && props.complete.length > 0);
  const isOver = issuing.phase === 'done' || issuing.phase === 'late';
  return (
    <Dialog onClose={props.onClose} title={t('issue.title')} size="lg">
      <Stack>
        {isRunning && <Running issuing={issuing} />}
        {issuing.phase === 'failed' && <Failed problem={issuing.problem} tasks={props.tasks} />}
        {isOver && <Issued issuing={issuing} />}
        {!isRunning && !isOver && (
          <>
            <Text size="sm">{count > 0 ? t('issue.will', { count }) : t('issue.nothing')}</Text>
            {props.isUnassigned && <Alert color="yellow">{t('issue.noAssigner')}</Alert>}
            <Incomplete proposals={props.proposals} onShow={props.onShow} />
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {isRunning || isOver ? common('close') : common('cancel')}
          </Button>
          {!isOver && (
            <Button onClick={props.onIssue} disabled={isBlocked} loading={isRunning} data-autofocus>
              {t('issue.do', { count })}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function Running({ issuing: { phase, arrived, of } }: { issuing: Issuing }) {
  const { t } = useTranslation('intake');
  const percent = of > 0 ? (100 * arrived) / of : 0;
  return (
    <Stack gap={4}>
      <Progress value={phase === 'issuing' ? 100 : percent} animated aria-label={t('issue.title')} />
      <Text size="sm" role="status">
        {t(`issue.${phase as 'confirming' | 'waiting' | 'issuing'}`, { arrived, of })}
      </Text>
      <Text size="xs" c="dimmed">
        {t('issue.mayLeave')}
      </Text>
    </Stack>
  );
}

function Failed({ problem, tasks }: { problem: unknown; tasks: Task[] }) {
  const { t } = useTranslation('intake');
  const refusal = useRefusal(problem);
  const named = problem instanceof Problem ? problem.metadata.name : undefined;
  const task = tasks.find((one) => one.name === named);
  return (
    <Alert color="red" role="alert" title={t('issue.failed')}>
      <Text size="sm">
        {refusal}{' '}
        {task?.name && (
          <LinkTo underline="always" to="/tasks/$task" params={{ task: id(task.name ?? '') }}>
            {task.title}
          </LinkTo>
        )}
      </Text>
    </Alert>
  );
}

function Issued({ issuing: { phase, issued, of } }: { issuing: Issuing }) {
  const { t } = useTranslation('intake');
  return (
    <>
      <Alert color={phase === 'late' ? 'yellow' : 'green'} role="status">
        {phase === 'late'
          ? t('issue.late', { issued: issued.length, of })
          : t('issue.done', { count: issued.length })}
      </Alert>
      <List size="sm">
        {issued.map((task) => (
          <List.Item key={task.name}>
            <LinkTo size="sm" to="/tasks/$task" params={{ task: id(task.name ?? '') }}>
              {task.title}
            </LinkTo>
          </List.Item>
        ))}
      </List>
    </>
  );
}

/** The proposals that cannot be issued yet, and what they lack. */
function Incomplete({ proposals, onShow }: Pick<Props, 'proposals' | 'onShow'>) {
  const { t } = useTranslation('intake');
  const found = proposals.filter((one) => one.state === 'PROPOSED' && lacks(one).length > 0);
  if (found.length === 0) return null;
  return (
    <Alert color="yellow">
      <Text size="sm" fw={600} mb={4}>
        {t('issue.incomplete', { count: found.length })}
      </Text>
      <List size="sm">
        {found.map((one) => (
          <List.Item key={one.name}>
            <Anchor
              component="button"
              type="button"
              size="sm"
              ta="left"
              className={classes.title}
              onClick={() => {
                onShow(one);
              }}
            >
              {proposals.indexOf(one) + 1}. {one.title || t('proposal.untitled')}
            </Anchor>{' '}
            <Text span size="sm">
              {t('issue.lacks', {
                what: lacks(one)
                  .map((lack) => t(`lack.${lack}`))
                  .join(', '),
              })}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
