import { Button, Text, Timeline } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HistoryStep } from './HistoryStep';
import type { TaskStep } from '../queries';
import { Section } from '@/ui/Section';
import classes from './History.module.css';

const SHOWN = 10;

/** All that happened to the task, the latest first. On paper nothing is folded away. */
export function History({ steps }: { steps: TaskStep[] }) {
  const { t } = useTranslation(['history', 'common']);
  const [shown, setShown] = useState(SHOWN);
  return (
    <Section
      title={t('title')}
      aside={
        <Text size="sm" c="dimmed">
          {t('count', { count: steps.length })}
        </Text>
      }
    >
      <Timeline bulletSize={14} lineWidth={2} active={steps.length} role="list">
        {steps.map((step, at) => (
          <Timeline.Item
            key={step.name}
            role="listitem"
            className={at < shown ? classes.item : classes.later}
          >
            <HistoryStep step={step} />
          </Timeline.Item>
        ))}
      </Timeline>
      {shown < steps.length && (
        <Button
          variant="default"
          size="xs"
          data-print="no"
          onClick={() => {
            setShown(shown + 5 * SHOWN);
          }}
        >
          {t('common:more')}
        </Button>
      )}
    </Section>
  );
}
