import { Button, Group, List, Paper, Progress, Stack, Text, Textarea, ThemeIcon } from '@mantine/core';
import { IconBellRinging, IconCheck, IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatisticsTask } from '@/api/statistics';
import { useExplanation } from '@/ui/States';
import { useUrging, type Outcome } from './urging';

/** Urges what is selected, by one click, and reports row by row. */
export function UrgeBar({ tasks, onClear }: { tasks: StatisticsTask[]; onClear: () => void }) {
  const { t } = useTranslation('leader');
  const [message, setMessage] = useState('');
  const { urge, forget, outcomes, asked, busy } = useUrging();
  if (!tasks.length && !asked) return null;
  return (
    <Paper shadow="sm" p="sm">
      <Stack gap="xs">
        {tasks.length > 0 && (
          <>
            <Group justify="space-between">
              <Text size="sm" fw={600}>
                {t('urge.selected', { n: tasks.length })}
              </Text>
              <Button size="compact-sm" variant="subtle" onClick={onClear} disabled={busy}>
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
                void urge(tasks, message.trim()).then(() => {
                  setMessage('');
                  onClear();
                });
              }}
            >
              {t('urge.button', { n: tasks.length })}
            </Button>
          </>
        )}
        {asked > 0 && <Outcomes outcomes={outcomes} asked={asked} onDismiss={busy ? undefined : forget} />}
      </Stack>
    </Paper>
  );
}

function Outcomes({
  outcomes,
  asked,
  onDismiss,
}: {
  outcomes: Outcome[];
  asked: number;
  onDismiss?: () => void;
}) {
  const { t } = useTranslation('leader');
  const heading = useId();
  const done = outcomes.filter((one) => !one.error).length;
  return (
    <section aria-labelledby={heading}>
      <Group justify="space-between">
        <Text id={heading} size="sm" fw={600} role="status">
          {onDismiss
            ? t('urge.summary', { done, n: asked })
            : t('urge.progress', { done: outcomes.length, n: asked })}
        </Text>
        {onDismiss && (
          <Button size="compact-sm" variant="subtle" onClick={onDismiss}>
            {t('urge.dismiss')}
          </Button>
        )}
      </Group>
      {!onDismiss && <Progress value={(100 * outcomes.length) / asked} aria-label={t('urge.results')} />}
      <List size="xs" spacing={4} mt={4} mah={240} listStyleType="none">
        {outcomes.map((one) => (
          <Told key={one.task.task} outcome={one} />
        ))}
      </List>
    </section>
  );
}

function Told({ outcome: { task, error } }: { outcome: Outcome }) {
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
