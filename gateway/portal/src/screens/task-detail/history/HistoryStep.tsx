import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import { positionsOf } from '@/api/people';
import { writtenTime } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { changedField } from './changes';
import { ChangeLine } from './ChangeLine';
import type { TaskStep } from '../queries';
import { Reason } from './Reason';
import { isVerb } from './verbs';

/** One step: who did what in which position and on whose behalf, when, why, and what it changed. */
export function HistoryStep({ step }: { step: TaskStep }) {
  const { t } = useTranslation('task-detail');
  const { t: common } = useTranslation();
  const from = step.fromState ?? 'STATE_UNSPECIFIED';
  const to = step.toState ?? 'STATE_UNSPECIFIED';
  const moved = from !== to && from !== 'STATE_UNSPECIFIED' && to !== 'STATE_UNSPECIFIED';
  return (
    <>
      <Text size="sm" fw={600}>
        {isVerb(step.verb) ? t(`verb.${step.verb}`) : step.verb}
        {moved && (
          <Text span size="sm" fw={400} c="dimmed">
            {` · ${common(`state.${from}`)} → ${common(`state.${to}`)}`}
          </Text>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {writtenTime(step.stepTime)} · <Actor step={step} />
      </Text>
      {(step.changes ?? []).flatMap(changedField).map((change) => (
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
