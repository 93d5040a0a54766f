import { lazy, Suspense } from 'react';
import type { Task } from '@/api/tasks';
import type { Answer } from './answers';

const StepDialog = lazy(() => import('@/steps/StepDialog').then((m) => ({ default: m.StepDialog })));

/** The task and the way to decide whose form is open. */
export interface Opened {
  task: Task;
  answer: Answer;
}

/** The form of a decision that needs words or a date. */
export function AnswerDialog({
  opened,
  tasks,
  onClose,
}: {
  opened: Opened | undefined;
  tasks: readonly Task[];
  onClose: () => void;
}) {
  if (!opened) return null;
  const { answer } = opened;
  // Decided by another person meanwhile, it is no longer listed; the form says so.
  const task = tasks.find((one) => one.name === opened.task.name) ?? opened.task;
  return (
    <Suspense fallback={null}>
      <StepDialog
        key={`${task.name ?? ''} ${answer.key}`}
        task={task}
        step={answer.step}
        given={answer.given}
        onClose={onClose}
      />
    </Suspense>
  );
}
