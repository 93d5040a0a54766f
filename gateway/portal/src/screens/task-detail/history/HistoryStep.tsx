import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import { positionsOf } from '@/api/people';
import { writtenTime } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { changedParts } from './changes';
import { ChangeLine } from './ChangeLine';
import type { TaskStep } from '../queries';
import { Reason } from './Reason';

/** One step: who did what in which position and on whose behalf, when, why, and what it changed. */
export function HistoryStep({ step }: { step: TaskStep }) {
  const { t } = useTranslation('task-detail');
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
        <ChangeLine key={change.field} change={change} />
      ))}
      <Reason of={step} />
    </>
  );
}

function Actor({ step }: { step: TaskStep }) {
  const { t } = useTranslation('task-detail');
  const [unit = ''] = (step.position ?? '').split('/positions/');
  const { data = [] } = useQuery(positionsOf(unit));
  const actor = useNamed(step.actor);
  const held = useNamed(unit);
  if (!step.actor && !step.actorDisplayName) return <>{t('history.system')}</>;
  // A reader who may not see the unit's positions sees the title that the person holds today.
  const title = data.find((position) => position.name === step.position)?.title ?? actor?.title;
  const isNamed = title && held?.displayName && title.includes(held.displayName);
  return (
    <>
      {step.actorDisplayName || <Name of={step.actor} />}
      {title && `, ${title}`}
      {held && !isNamed && (
        <>
          {' – '}
          {held.shortName || held.displayName}
        </>
      )}
      {step.onBehalfOf && (
        <>
          {` (${t('history.onBehalf')} `}
          <Name of={step.onBehalfOf} withTitle />
          {')'}
        </>
      )}
    </>
  );
}
