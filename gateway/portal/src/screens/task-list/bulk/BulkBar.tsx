import { Button, Group, Text } from '@mantine/core';
import { IconBellRinging, IconInbox, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startJob, useBulkJob, type Verb } from './bulk';
import { BulkForm } from './BulkForm';
import { BulkResult } from './BulkResult';
import type { Selection } from './useSelection';
import classes from './BulkBar.module.css';

const VERBS = [
  { verb: 'accept', icon: IconInbox },
  { verb: 'urge', icon: IconBellRinging },
] as const;

/** What can be done with the selected tasks, and how it went. */
export default function BulkBar({ selection }: { selection: Selection }) {
  const { t } = useTranslation('task-list');
  const queries = useQueryClient();
  const job = useBulkJob();
  const [asked, setAsked] = useState<Verb>();
  const tasks = [...selection.chosen.values()];
  const possible = (verb: Verb) => tasks.filter((task) => task.allowedActions?.includes(verb)).length;
  const verb = asked && possible(asked) > 0 ? asked : undefined;
  if (tasks.length === 0 && !job) return null;
  return (
    <section aria-label={t('bulk.label')} className={classes.bar} data-print="no">
      {job && <BulkResult job={job} />}
      {tasks.length > 0 && !job?.running && (
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
                setAsked(verb === offered ? undefined : offered);
              }}
            >
              {t(`bulk.${offered}`)}
            </Button>
          ))}
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconX size={16} aria-hidden />}
            onClick={selection.clear}
          >
            {t('bulk.clear')}
          </Button>
        </Group>
      )}
      {verb && tasks.length > 0 && !job?.running && (
        <BulkForm
          key={verb}
          verb={verb}
          count={tasks.length}
          possible={possible(verb)}
          onCancel={() => {
            setAsked(undefined);
          }}
          onSend={(words) => {
            startJob(queries, verb, words, tasks);
            setAsked(undefined);
            selection.clear();
          }}
        />
      )}
    </section>
  );
}
