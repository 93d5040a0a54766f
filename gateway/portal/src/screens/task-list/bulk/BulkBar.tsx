import { Button, Group, Text } from '@mantine/core';
import {
  IconBan,
  IconBellRinging,
  IconCalendarPlus,
  IconCircleCheck,
  IconInbox,
  IconListCheck,
  IconPencil,
  IconSend,
  IconSend2,
  IconUserEdit,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tasksOfSet } from '@/api/sets';
import type { Task } from '@/api/tasks';
import { useExplanation } from '@/ui/States';
import type { Selection } from '@/ui/useSelection';
import { BULK_STEPS, labelOf, startJob, useBulkJob, type BulkStep } from './bulk';
import { BulkForm } from './BulkForm';
import { BulkResult } from './BulkResult';
import classes from './BulkBar.module.css';

const ICONS = {
  accept: IconInbox,
  propose: IconSend2,
  issue: IconSend,
  confirm: IconCircleCheck,
  extend: IconCalendarPlus,
  delegate: IconUserShare,
  update: IconUserEdit,
  urge: IconBellRinging,
  adjust: IconPencil,
  cancel: IconBan,
} satisfies Record<BulkStep, unknown>;

/** What can be done with the selected tasks, and its results. */
export default function BulkBar({ selection }: { selection: Selection<Task> }) {
  // Steps have the names that the task's screen gives them.
  const { t } = useTranslation(['task-list', 'task-detail']);
  const job = useBulkJob();
  const [first, ...others] = selection.chosen.values();
  if (!first && !job) return null;
  return (
    <section aria-label={t('bulk.label')} className={classes.bar} data-print="no">
      {job && <BulkResult job={job} />}
      {first && !job?.running && <Offers tasks={[first, ...others]} {...selection} />}
    </section>
  );
}

function Offers({
  tasks,
  clear,
  choose,
}: { tasks: [Task, ...Task[]] } & Pick<Selection<Task>, 'clear' | 'choose'>) {
  const { t } = useTranslation('task-list');
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<BulkStep>();
  const step = chosen && possible(chosen, tasks) > 0 ? chosen : undefined;
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {t('bulk.selected', { count: tasks.length })}
        </Text>
        {BULK_STEPS.filter((one) => possible(one, tasks) > 0).map((offered) => {
          const Drawn = ICONS[offered];
          return (
            <Button
              key={offered}
              size="xs"
              variant={step === offered ? 'light' : 'filled'}
              aria-expanded={step === offered}
              leftSection={<Drawn size={16} aria-hidden />}
              onClick={() => {
                setChosen(step === offered ? undefined : offered);
              }}
            >
              {labelOf(offered)}
            </Button>
          );
        })}
        <WholeSet of={commonSet(tasks)} choose={choose} />
        <Button size="xs" variant="subtle" leftSection={<IconX size={16} aria-hidden />} onClick={clear}>
          {t('bulk.clear')}
        </Button>
      </Group>
      {step && (
        <BulkForm
          key={step}
          step={step}
          tasks={tasks}
          possible={possible(step, tasks)}
          onCancel={() => {
            setChosen(undefined);
          }}
          onSend={(values) => {
            startJob(queries, step, values, tasks);
            setChosen(undefined);
            clear();
          }}
        />
      )}
    </>
  );
}

/** Chooses the other tasks of a set, too. */
function WholeSet({ of, choose }: { of: string | undefined } & Pick<Selection<Task>, 'choose'>) {
  const { t } = useTranslation('task-list');
  const members = useMutation({ mutationFn: tasksOfSet });
  const explanation = useExplanation(members.error);
  if (!of) return null;
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        loading={members.isPending}
        leftSection={<IconListCheck size={16} aria-hidden />}
        onClick={() => {
          // Not once another list is shown.
          members.mutate(of, { onSuccess: choose });
        }}
      >
        {t('bulk.wholeSet')}
      </Button>
      {members.error && (
        <Text size="xs" c="red.8" role="alert">
          {explanation}
        </Text>
      )}
    </>
  );
}

/** The set that all of the tasks belong to. */
function commonSet([first, ...others]: [Task, ...Task[]]): string | undefined {
  return others.every(({ taskSet }) => taskSet === first.taskSet) ? first.taskSet : undefined;
}

/**
 * For how many of the tasks the step can be taken. Units and people are those of one agency, and only the tasks of a set
 * have the same wording.
 */
function possible(step: BulkStep, tasks: [Task, ...Task[]]): number {
  if (step === 'adjust' && !commonSet(tasks)) return 0;
  if (step === 'delegate' && tasks.some(({ lead }) => lead !== tasks[0].lead)) return 0;
  return tasks.filter((task) => task.allowedActions?.includes(step)).length;
}
