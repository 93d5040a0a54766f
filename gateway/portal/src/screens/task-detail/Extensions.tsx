import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { Extension } from '@/steps/Extension';
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
