import { Button, Group, Text } from '@mantine/core';
import { IconBellRinging, IconInbox, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import type { Selection } from '@/ui/useSelection';
import { startJob, useBulkJob, type Verb } from './bulk';
import { BulkForm } from './BulkForm';
import { BulkResult } from './BulkResult';
import classes from './BulkBar.module.css';

const VERBS = [
  { verb: 'accept', icon: IconInbox },
  { verb: 'urge', icon: IconBellRinging },
] as const;

/** What can be done with the selected tasks, and its results. */
export default function BulkBar({ selection }: { selection: Selection<Task> }) {
  const { t } = useTranslation('task-list');
  const job = useBulkJob();
  const tasks = [...selection.chosen.values()];
  if (tasks.length === 0 && !job) return null;
  return (
    <section aria-label={t('bulk.label')} className={classes.bar} data-print="no">
      {job && <BulkResult job={job} />}
      {tasks.length > 0 && !job?.running && <Offers tasks={tasks} onClear={selection.clear} />}
    </section>
  );
}

function Offers({ tasks, onClear }: { tasks: Task[]; onClear: () => void }) {
  const { t } = useTranslation('task-list');
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<Verb>();
  const possible = (verb: Verb) => tasks.filter((task) => task.allowedActions?.includes(verb)).length;
  const verb = chosen && possible(chosen) > 0 ? chosen : undefined;
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={600} role="status">
          {t('bulk.selected', { count: tasks.length })}
        </Text>
        {VERBS.filter((one) => possible(one.verb) > 0).map(({ verb: offered, icon: Drawn }) => (
          <Button
            key={offered}
            size="xs"
            variant={verb === offered ? 'light' : 'filled'}
            aria-expanded={verb === offered}
            leftSection={<Drawn size={16} aria-hidden />}
            onClick={() => {
              setChosen(verb === offered ? undefined : offered);
            }}
          >
            {t(`bulk.${offered}`)}
          </Button>
        ))}
        <Button size="xs" variant="subtle" leftSection={<IconX size={16} aria-hidden />} onClick={onClear}>
          {t('bulk.clear')}
        </Button>
      </Group>
      {verb && (
        <BulkForm
          key={verb}
          verb={verb}
          count={tasks.length}
          possible={possible(verb)}
          onCancel={() => {
            setChosen(undefined);
          }}
          onSend={(words) => {
            startJob(queries, verb, words, tasks);
            setChosen(undefined);
            onClear();
          }}
        />
      )}
    </>
  );
}
