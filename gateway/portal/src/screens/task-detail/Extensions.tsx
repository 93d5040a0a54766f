import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import type { Task } from '@/api/tasks';
import { written } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { Section } from '@/ui/Section';

/** The later dates asked for or given, the latest first. */
export function Extensions({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const extensions = task.extensions ?? [];
  if (!extensions.length) return null;
  return (
    <Section
      title={t('extension.title')}
      aside={<Text size="sm">{t('fact.times', { count: task.extensionCount ?? 0 })}</Text>}
    >
      <List size="sm" spacing="xs" listStyleType="none">
        {extensions.toReversed().map((extension, at) => (
          <List.Item key={at}>
            <Extension of={extension} />
          </List.Item>
        ))}
      </List>
    </Section>
  );
}

/** What was asked for and why, and what was decided. */
export function Extension({ of: extension }: { of: Schemas['task.Extension'] }) {
  const { t } = useTranslation('task-detail');
  const decided = Boolean(extension.decideDate);
  const granted = Boolean(extension.grantedDate);
  return (
    <>
      <Text size="sm">
        {t('extension.asked', { day: written(extension.askedDate) })}
        {extension.late && ` – ${t('extension.late')}`}
      </Text>
      {extension.reason && <Text size="sm">{extension.reason}</Text>}
      <Text size="xs" c="dimmed">
        {written(extension.requestDate)} · <Name of={extension.requester} withTitle />
      </Text>
      <Text size="sm" fw={600}>
        {!decided && t('extension.pending')}
        {decided && granted && t('extension.granted', { day: written(extension.grantedDate) })}
        {decided && !granted && t('extension.refused')}
      </Text>
      {decided && extension.answer !== extension.reason && <Text size="sm">{extension.answer}</Text>}
      {decided && (
        <Text size="xs" c="dimmed">
          {written(extension.decideDate)} · <Name of={extension.decider} withTitle />
        </Text>
      )}
    </>
  );
}
