import { Alert, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { Approval } from '@/steps/Approval';
import { Page } from '@/ui/Page';
import { Section } from '@/ui/Section';
import { DaysLeft, Standing } from '@/ui/Standing';
import { Failure, Loading } from '@/ui/States';
import { startOf } from '@/steps/coordination';
import { ActionBar } from './ActionBar';
import { Coordinating } from './Coordinating';
import { DelayCause } from './DelayCause';
import { Delegation } from './Delegation';
import { Evidence } from './Evidence';
import { Extensions } from './Extensions';
import { Facts } from './Facts';
import { Following } from './Following';
import { History } from './history/History';
import { Urgings } from './history/Urgings';
import { ParentTask } from './ParentTask';
import { Passage } from './Passage';
import { Periods } from './Periods';
import { ProgressPanel } from './ProgressPanel';
import { stepsQuery } from './queries';
import type { Step } from '@/steps/steps';
import classes from './TaskView.module.css';

const route = getRouteApi('/tasks/$task');
const StepDialog = lazy(() => import('@/steps/StepDialog').then((m) => ({ default: m.StepDialog })));
const SetOfTask = lazy(() => import('./SetOfTask'));
const Comments = lazy(() => import('./comments/Comments').then((m) => ({ default: m.Comments })));
const EditDialog = lazy(() => import('./terms/EditDialog').then((m) => ({ default: m.EditDialog })));

export function TaskView({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const { step, unit } = route.useSearch();
  const navigate = route.useNavigate();
  const pressedRef = useFocusReturn(step);
  const open = (chosen: Step | undefined, of?: string) => {
    if (chosen) pressedRef.current = document.activeElement;
    void navigate({ search: chosen ? { step: chosen, unit: of } : {}, resetScroll: false });
  };
  const close = () => {
    open(undefined);
  };
  return (
    <Page title={task.title} actions={<ActionBar task={task} onStep={open} />}>
      <Paper className={classes.head}>
        <Stack gap="md">
          <ParentTask of={task} />
          {task.taskSet && (
            <Suspense fallback={null}>
              <SetOfTask of={task.taskSet} />
            </Suspense>
          )}
          <Group gap="sm">
            {hasStanding(task) && <Standing task={task} />}
            <DaysLeft task={task} />
            <Following task={task} />
          </Group>
          <Facts task={task} />
        </Stack>
      </Paper>
      {task.approval && (
        <Section title={t('approval.title')}>
          <div>
            <Approval of={task.approval} />
          </div>
        </Section>
      )}
      <Work task={task} onStep={open} />
      <Suspense fallback={null}>
        {step === 'update' && <EditDialog task={task} onClose={close} />}
        {step && step !== 'update' && (
          <StepDialog
            key={`${task.name ?? ''} ${step} ${unit ?? ''}`}
            task={task}
            step={step}
            given={coordinationOf(task, unit)}
            onClose={close}
          />
        )}
      </Suspense>
    </Page>
  );
}

/** The work on the task. A reader who sees no step does not see the whole task: they get the passage only. */
function Work({ task, onStep }: { task: Task; onStep: (step: Step, unit: string) => void }) {
  const { t } = useTranslation('task-detail');
  const steps = useQuery(stepsQuery(task.name ?? ''));
  const whole = Boolean(steps.data?.length);
  return (
    <div className={classes.columns}>
      <Stack gap="md" className={classes.work}>
        <Passage task={task} />
        {whole && <ProgressPanel task={task} />}
        {whole && <Evidence task={task} />}
        {task.due?.kind === 'PERIODIC' && <Periods task={task} />}
        <Coordinating task={task} onStep={onStep} />
        <Suspense fallback={null}>
          <Comments task={task.name ?? ''} />
        </Suspense>
        {steps.isPending && <Loading />}
        {steps.error && <Failure error={steps.error} onRetry={() => void steps.refetch()} />}
        {steps.data?.length === 0 && (
          <Alert color="gray">
            <Text size="sm">{t('limited')}</Text>
          </Alert>
        )}
      </Stack>
      {whole && (
        <Stack gap="md" className={classes.people}>
          <Delegation task={task} />
          <Extensions task={task} />
          <DelayCause task={task} />
          <Urgings task={task} steps={steps.data ?? []} />
        </Stack>
      )}
      {whole && (
        <div className={classes.history}>
          <History steps={steps.data ?? []} />
        </div>
      )}
    </div>
  );
}

/** What the form of a step about one coordinator starts with. */
function coordinationOf({ coordinations = [] }: Task, unit: string | undefined) {
  return unit ? startOf(coordinations.find((each) => each.unit === unit)) : undefined;
}

/** Returns the focus to the button of a step when the step's dialog closes. */
function useFocusReturn(step: Step | undefined) {
  const pressedRef = useRef<Element | null>(null);
  useEffect(() => {
    if (step || !(pressedRef.current instanceof HTMLElement)) return;
    pressedRef.current.focus();
    pressedRef.current = null;
  }, [step]);
  return pressedRef;
}

/** An informed unit sees no class of a task in work; an empty one would mislead. */
function hasStanding({ class: its, state }: Task): boolean {
  const known = its && its !== 'TASK_CLASS_UNSPECIFIED';
  return Boolean(known) || !['ISSUED', 'IN_PROGRESS', 'SUBMITTED', 'COMPLETED'].includes(state ?? '');
}
