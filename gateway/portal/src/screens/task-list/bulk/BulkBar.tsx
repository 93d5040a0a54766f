import { Button, Group, Text } from '@mantine/core';
import {
  IconBellRinging,
  IconCalendarPlus,
  IconCircleCheck,
  IconInbox,
  IconSend,
  IconUserEdit,
  IconUserShare,
  IconX,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import type { Selection } from '@/ui/useSelection';
import { BULK_STEPS, labelOf, startJob, useBulkJob, type BulkStep } from './bulk';
import { BulkForm } from './BulkForm';
import { BulkResult } from './BulkResult';
import classes from './BulkBar.module.css';

const ICONS = {
  accept: IconInbox,
  issue: IconSend,
  confirm: IconCircleCheck,
  extend: IconCalendarPlus,
  delegate: IconUserShare,
  update: IconUserEdit,
  urge: IconBellRinging,
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
      {first && !job?.running && <Offers tasks={[first, ...others]} onClear={selection.clear} />}
    </section>
  );
}

function Offers({ tasks, onClear }: { tasks: [Task, ...Task[]]; onClear: () => void }) {
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
        <Button size="xs" variant="subtle" leftSection={<IconX size={16} aria-hidden />} onClick={onClear}>
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
            onClear();
          }}
        />
      )}
    </>
  );
}

/** For how many of the tasks the step can be taken. Units and people are those of one agency. */
function possible(step: BulkStep, tasks: [Task, ...Task[]]): number {
  if (step === 'delegate' && tasks.some(({ lead }) => lead !== tasks[0].lead)) return 0;
  return tasks.filter((task) => task.allowedActions?.includes(step)).length;
}
