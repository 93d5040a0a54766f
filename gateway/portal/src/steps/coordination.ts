import type { Task } from '@/api/tasks';
import type { Step } from './steps';

/** The steps about the part of one coordinator. */
export const COORDINATION_STEPS = [
  'acceptCoordination',
  'reportCoordination',
  'setCoordination',
  'urgeCoordination',
  'sendBackCoordination',
] as const satisfies readonly Step[];

export type CoordinationStep = (typeof COORDINATION_STEPS)[number];
export type Coordination = NonNullable<Task['coordinations']>[number];

export function isAboutCoordination(step: Step): step is CoordinationStep {
  return COORDINATION_STEPS.some((each) => each === step);
}

/** Whether the task is issued, so that its coordinator works on its part. */
export function isOpened({ state }: Coordination): boolean {
  return Boolean(state) && state !== 'STATE_UNSPECIFIED';
}

/** The coordinations for which the person may take the step now. */
export function possible(step: Step, task: Task): Coordination[] {
  return (task.coordinations ?? []).filter((each) => each.allowedActions?.includes(step));
}

/** What a form about a coordination starts with. */
export function startOf(coordination: Coordination | undefined) {
  if (!coordination) return {};
  const { unit, part = '', dueDate, progress } = coordination;
  return { unit, part, due: dueDate || undefined, percent: progress?.percent ?? 0 };
}
