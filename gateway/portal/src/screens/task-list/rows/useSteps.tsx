import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react';
import { id } from '@/api/client';
import type { Task } from '@/api/tasks';
import type { FormStep, Step } from '@/steps/steps';
import type { RowsProps } from './props';

const StepDialog = lazy(() => import('@/steps/StepDialog').then((m) => ({ default: m.StepDialog })));

/** Taking a step of a row's task without leaving the list: the row whose steps are shown, and the form of a step. */
export function useSteps(
  tasks: readonly Task[],
): Pick<RowsProps, 'stepping' | 'onSteps' | 'onStep'> & { form: ReactNode } {
  const router = useRouter();
  const [stepping, setStepping] = useState<string>();
  const [opened, open] = useState<{ task: Task; step: FormStep }>();
  const onSteps = useCallback((task: Task | null) => {
    setStepping(task?.name);
  }, []);
  const onStep = useCallback(
    (task: Task, step: Step) => {
      setStepping(undefined);
      // The terms have a page to themselves.
      if (step === 'update')
        void router.navigate({ to: '/tasks/$task', params: { task: id(task.name ?? '') }, search: { step } });
      else open({ task, step });
    },
    [router],
  );
  const form = opened && (
    <Suspense fallback={null}>
      <StepDialog
        task={tasks.find(({ name }) => name === opened.task.name) ?? opened.task}
        step={opened.step}
        onClose={() => {
          open(undefined);
        }}
      />
    </Suspense>
  );
  return { stepping, onSteps, onStep, form };
}
