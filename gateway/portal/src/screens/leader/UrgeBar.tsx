import { Button, Group, List, Paper, Progress, Stack, Text, Textarea, ThemeIcon } from '@mantine/core';
import { IconBellRinging, IconCheck, IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatisticsTask } from '@/api/statistics';
import { useExplanation } from '@/ui/States';
import { useUrging, type Outcome } from './urging';

/** Urges the selected tasks by one click, and reports the outcome for each one. */
export function UrgeBar({ tasks, onClear }: { tasks: StatisticsTask[]; onClear: () => void }) {
  const urging = useUrging();
  if (!tasks.length && !urging.count) return null;
  return (
    <Paper shadow="sm" p="sm">
      <Stack gap="xs">
        {tasks.length > 0 && (
          <Form
            count={tasks.length}
            busy={urging.busy}
            onClear={onClear}
            onUrge={async (message) => {
              await urging.urge(tasks, message);
              onClear();
            }}
          />
        )}
        {urging.count > 0 && (
          <Outcomes
            outcomes={urging.outcomes}
            count={urging.count}
            onDismiss={urging.busy ? undefined : urging.dismiss}
          />
        )}
      </Stack>
    </Paper>
  );
}

function Form(props: {
  count: number;
  busy: boolean;
  onClear: () => void;
  onUrge: (message: string) => Promise<void>;
}) {
  const { t } = useTranslation('leader');
  const { count, busy } = props;
  const [message, setMessage] = useState('');
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {t('urge.selected', { n: count })}
        </Text>
        <Button size="compact-sm" variant="subtle" onClick={props.onClear} disabled={busy}>
          {t('urge.clear')}
        </Button>
      </Group>
      <Textarea
        label={t('urge.message')}
        autosize
        minRows={1}
        maxRows={5}
        maxLength={2000}
        value={message}
        onChange={(event) => {
          setMessage(event.currentTarget.value);
        }}
      />
      <Button
        leftSection={<IconBellRinging size={18} aria-hidden />}
        loading={busy}
        onClick={() => {
          void props.onUrge(message.trim()).then(() => {
            setMessage('');
          });
        }}
      >
        {t('urge.button', { n: count })}
      </Button>
    </>
  );
}

function Outcomes(props: { outcomes: Outcome[]; count: number; onDismiss?: () => void }) {
  const { t } = useTranslation('leader');
  const heading = useId();
  const { outcomes, count, onDismiss } = props;
  const done = outcomes.filter((one) => !one.error).length;
  return (
    <section aria-labelledby={heading}>
      <Group justify="space-between">
        <Text id={heading} size="sm" fw={600} role="status">
          {onDismiss
            ? t('urge.summary', { done, n: count })
            : t('urge.progress', { done: outcomes.length, n: count })}
        </Text>
        {onDismiss && (
          <Button size="compact-sm" variant="subtle" onClick={onDismiss}>
            {t('urge.dismiss')}
          </Button>
        )}
      </Group>
      {!onDismiss && <Progress value={(100 * outcomes.length) / count} aria-label={t('urge.results')} />}
      <List size="xs" spacing={4} mt={4} mah={240} listStyleType="none">
        {outcomes.map((one) => (
          <OneOutcome key={one.task.task} of={one} />
        ))}
      </List>
    </section>
  );
}

function OneOutcome({ of: { task, error } }: { of: Outcome }) {
  const { t } = useTranslation('leader');
  const why = useExplanation(error);
  return (
    <List.Item
      icon={
        <ThemeIcon size={18} radius="xl" color={error ? 'red' : 'green'} variant="light">
          {error ? <IconX size={12} aria-hidden /> : <IconCheck size={12} aria-hidden />}
        </ThemeIcon>
      }
    >
      <b>{error ? t('urge.failed', { why }) : t('urge.done')}</b> – {task.title} ({task.agencyDisplayName})
    </List.Item>
  );
}
