import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id, type Schemas } from '@/api/client';
import type { Directive } from '@/api/directives';
import type { Task } from '@/api/tasks';
import { writtenTime } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { Refusal } from '@/ui/form/Refusal';
import { Section } from '@/ui/Section';
import { Standing } from '@/ui/Standing';
import { Failure } from '@/ui/States';
import { showSuccess } from '@/ui/messages';
import { may } from '../allowed';
import { useKeepTasks } from '../commands';
import { affectedQuery, tasksQuery } from '../queries';
import { useRefusal } from '../refusals';
import { isInForce } from './kinds';

type Affected = Schemas['document.AffectedTask'];

/** The steps of a task that answer what becomes of it, as far as the person may take them. */
const STEPS = [
  ...(['cancel', 'adjust', 'extend', 'transfer', 'redo', 'reissue', 'insist'] as const),
  ...(['recall', 'reject'] as const),
];

const isUnissued = (task: Task | undefined) => task?.state === 'DRAFT' || task?.state === 'PROPOSED';

/** What is not issued can never be, once the directive is recalled or replaced. */
const mayBeKept = (directive: Directive, task: Task | undefined) =>
  may(directive, 'keepTasks') && (isInForce(directive.supersessions) || !isUnissued(task));

const isOpen = ({ answer }: Affected) => !answer || answer === 'ANSWER_UNSPECIFIED';

/** Every task of a directive that was recalled, replaced or amended, and what becomes of it. */
export function AffectedTasks({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const { name = '' } = directive;
  const affected = useQuery(affectedQuery(name));
  const tasks = useQuery(tasksQuery(name));
  const keep = useKeepTasks(name);
  const refusal = useRefusal(keep.error);
  if (affected.isError) return <Failure error={affected.error} onRetry={() => void affected.refetch()} />;
  if (!affected.data?.length) return null;
  const known = new Map((tasks.data ?? []).map((task) => [task.name, task]));
  const open = [...new Set(affected.data.filter(isOpen).map(({ task = '' }) => task))];
  const canKeep = (task = '') => mayBeKept(directive, known.get(task));
  const keepable = open.filter(canKeep);
  const keepThese = (these: string[]) => {
    keep.mutate(these, {
      onSuccess: () => {
        showSuccess(t('affected.kept', { count: these.length }));
      },
    });
  };
  return (
    <Section
      title={t('affected.title')}
      aside={
        <Group gap="xs">
          <Text size="sm" fw={600} c={open.length > 0 ? 'red' : undefined}>
            {open.length > 0 ? t('affected.open', { count: open.length }) : t('affected.all')}
          </Text>
          {keepable.length > 1 && (
            <Button
              size="compact-sm"
              variant="default"
              loading={keep.isPending}
              onClick={() => {
                keepThese(keepable);
              }}
            >
              {t('affected.keepAll', { count: keepable.length })}
            </Button>
          )}
        </Group>
      }
    >
      <Refusal>{keep.isError && refusal}</Refusal>
      <Table>
        <Table.Tbody>
          {affected.data.map((one) => (
            <Row
              key={`${one.task ?? ''}${one.askTime ?? ''}`}
              affected={one}
              task={known.get(one.task)}
              onKeep={canKeep(one.task) ? keepThese : undefined}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

interface RowProps {
  affected: Affected;
  task: Task | undefined;
  onKeep: ((tasks: string[]) => void) | undefined;
}

function Row({ affected, task, onKeep }: RowProps) {
  const { task: name = '' } = affected;
  return (
    <Table.Tr>
      <Table.Td>
        <Stack gap={2}>
          <LinkTo to="/tasks/$task" params={{ task: id(name) }} size="sm">
            {task?.title ?? name}
          </LinkTo>
          {task && (
            <Group gap="xs">
              {task.lead && (
                <Text span size="xs" c="dimmed">
                  <Name of={task.lead} />
                </Text>
              )}
              <Standing task={task} />
            </Group>
          )}
        </Stack>
      </Table.Td>
      <Table.Td>
        {isOpen(affected) ? (
          <Choices name={name} task={task} onKeep={onKeep} />
        ) : (
          <Answered affected={affected} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** What the person may decide now; each step opens its form on the task. */
function Choices({
  name,
  task,
  onKeep,
}: {
  name: string;
  task: Task | undefined;
  onKeep: RowProps['onKeep'];
}) {
  const { t } = useTranslation('intake');
  const steps = STEPS.filter((step) => task?.allowedActions?.includes(step));
  return (
    <Group gap="xs">
      {onKeep && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            onKeep([name]);
          }}
        >
          {t('affected.keep')}
        </Button>
      )}
      {steps.map((step) => (
        <LinkTo key={step} to="/tasks/$task" params={{ task: id(name) }} search={{ step }} size="sm">
          {t(`affected.step.${step}`)}
        </LinkTo>
      ))}
    </Group>
  );
}

function Answered({ affected: { answer, answerer, answerTime } }: { affected: Affected }) {
  const { t } = useTranslation('intake');
  if (!answer || answer === 'ANSWER_UNSPECIFIED') return null;
  return (
    <Text size="sm">
      {t(`affected.answer.${answer}`)}
      {answerer && (
        <>
          {' – '}
          <Name of={answerer} />
        </>
      )}
      {answerTime && `, ${writtenTime(answerTime)}`}
    </Text>
  );
}
