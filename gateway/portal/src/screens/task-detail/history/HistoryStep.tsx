import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { Actor } from './Actor';
import { changedParts } from './changes';
import { ChangeLine } from './ChangeLine';
import type { TaskStep } from '../queries';
import { Reason } from './Reason';

/** One step: who did what in which position and on whose behalf, when, why, and what it changed. */
export function HistoryStep({ step }: { step: TaskStep }) {
  const { t } = useTranslation('history');
  const { t: common } = useTranslation();
  const from = step.fromState ?? 'TASK_STATE_UNSPECIFIED';
  const to = step.toState ?? 'TASK_STATE_UNSPECIFIED';
  const moved = from !== to && from !== 'TASK_STATE_UNSPECIFIED' && to !== 'TASK_STATE_UNSPECIFIED';
  return (
    <>
      <Text size="sm" fw={600}>
        {step.verb && step.verb !== 'VERB_UNSPECIFIED' && t(`verb.${step.verb}`)}
        {moved && (
          <Text span size="sm" fw={400} c="dimmed">
            {` · ${common(`state.${from}`)} → ${common(`state.${to}`)}`}
          </Text>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {writtenTime(step.stepTime)} · <Actor step={step} />
      </Text>
      {changedParts(step.changes ?? []).map((change) => (
        <ChangeLine key={change.field} change={change} names={step.names ?? {}} />
      ))}
      <Reason of={step} />
    </>
  );
}
