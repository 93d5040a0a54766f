import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import type { Task } from '@/api/tasks';
import type { TaskStep } from '../queries';
import { Reason } from './Reason';
import { Section } from '@/ui/Section';

/** Who urged the agency, when and with which words. */
export function Urgings({ task, steps }: { task: Task; steps: TaskStep[] }) {
  const { t } = useTranslation(['task-detail', 'history']);
  const urgings = steps.filter((step) => step.verb === 'URGE');
  if (!urgings.length) return null;
  return (
    <Section
      title={t('urgings.title')}
      aside={<Text size="sm">{t('fact.times', { count: task.urgingCount ?? urgings.length })}</Text>}
    >
      <List size="sm" spacing="xs" listStyleType="none">
        {urgings.map((step) => (
          <List.Item key={step.name}>
            <Text size="xs" c="dimmed">
              {writtenTime(step.stepTime)} · {step.actorDisplayName || t('history:system')}
            </Text>
            <Reason of={step} />
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
