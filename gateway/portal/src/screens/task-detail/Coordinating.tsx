import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { session } from '@/api/session';
import { isOpened, type Coordination, type CoordinationStep } from '@/steps/coordination';
import { Submission } from '@/steps/Submission';
import { written } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { Section } from '@/ui/Section';
import { DaysLeft, Standing } from '@/ui/Standing';

interface Props {
  task: Task;
  onStep: (step: CoordinationStep, unit: string) => void;
}

const FEW = 4;
// The steps of a coordinator itself are among the steps of the task.
const STEPS = ['urgeCoordination', 'sendBackCoordination', 'setCoordination'] as const;
// Who is late comes first, who is done last.
const ORDER = ['OPEN_OVERDUE', 'OPEN_IN_TIME', 'DONE_LATE', 'DONE_ON_TIME'];

/** Which coordinator owes what: each with its part, its date and how far it is. A coordinator sees its own only. */
export function Coordinating({ task, onStep }: Props) {
  const { t } = useTranslation(['task-detail', 'coordination']);
  const [all, setAll] = useState(false);
  const coordinations = (task.coordinations ?? []).filter(isOpened);
  if (!coordinations.length) return null;
  const sorted = coordinations.toSorted((one, other) => rank(one) - rank(other));
  const shown = all ? sorted : sorted.slice(0, FEW);
  const done = coordinations.filter(({ state }) => state === 'DONE').length;
  return (
    <Section
      title={t('coordination:title')}
      aside={<Text size="sm">{t('coordination:count', { done, count: coordinations.length })}</Text>}
    >
      <Stack gap="md">
        {shown.map((one) => (
          <Part key={one.unit} of={one} due={task.due?.date} onStep={onStep} />
        ))}
        {shown.length < sorted.length && (
          <Button
            size="compact-sm"
            variant="subtle"
            w="fit-content"
            onClick={() => {
              setAll(true);
            }}
          >
            {t('coordination:more', { count: sorted.length - shown.length })}
          </Button>
        )}
      </Stack>
    </Section>
  );
}

function rank({ class: its }: Coordination): number {
  const at = ORDER.indexOf(its ?? '');
  return at < 0 ? ORDER.length : at;
}

function Part({ of, due, onStep }: { of: Coordination; due: string | undefined; onStep: Props['onStep'] }) {
  const { t } = useTranslation(['task-detail', 'coordination', 'steps']);
  const { unit, part, urgingCount } = of;
  const own = session.positions().some((held) => held.unit === unit || held.agency === unit);
  const steps = STEPS.filter((step) => of.allowedActions?.includes(step));
  return (
    <div>
      <Text size="sm" fw={600}>
        <Name of={unit} />
        {own && (
          <>
            {' '}
            <Badge size="sm" variant="light" tt="none">
              {t('fact.own')}
            </Badge>
          </>
        )}
      </Text>
      {part && <Text size="sm">{part}</Text>}
      <Group gap="xs" my={4}>
        <Standing task={standingOf(of)} />
        <Text size="xs" c="dimmed">
          {written(of.dueDate || due)} <DaysLeft task={standingOf(of)} />
        </Text>
        {Boolean(urgingCount) && (
          <Text size="xs" c="dimmed">
            {t('coordination:urged', { count: urgingCount })}
          </Text>
        )}
      </Group>
      <Reported of={of} />
      {steps.length > 0 && (
        <Group gap="xs" mt={4} data-print="no">
          {steps.map((step) => (
            <Button
              key={step}
              size="compact-sm"
              variant="default"
              onClick={() => {
                onStep(step, unit);
              }}
            >
              {t(`steps:${step}.button`)}
            </Button>
          ))}
        </Group>
      )}
    </div>
  );
}

/** What the coordinator has reported, and why its result was sent back. */
function Reported({ of: { progress, submission, sendBackReason } }: { of: Coordination }) {
  const { t } = useTranslation(['task-detail', 'coordination']);
  return (
    <>
      {sendBackReason && (
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {t('coordination:sentBack', { reason: sendBackReason })}
        </Text>
      )}
      {submission ? (
        <Submission of={submission} />
      ) : (
        progress && (
          <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
            {t('percent', { percent: progress.percent ?? 0 })} – {progress.text}
            {progress.obstacles && `\n${t('progress.obstacles')}: ${progress.obstacles}`}
          </Text>
        )
      )}
    </>
  );
}

/** A part stands as a task does. */
function standingOf({ class: its, marks, daysLeft }: Coordination): Task {
  return { title: '', class: its, marks, daysLeft };
}
