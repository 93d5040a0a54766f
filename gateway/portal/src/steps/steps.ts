import type { Task } from '@/api/tasks';

/** The steps as `allowedActions` names them, the most expected first. */
export const STEPS = [
  'issue',
  'propose',
  'reissue',
  'insist',
  'approve',
  'askChanges',
  'decideExtension',
  'confirm',
  'accept',
  'delegate',
  'reportProgress',
  'submit',
  'acceptCoordination',
  'reportCoordination',
  'sendBack',
  'confirmCause',
  'decideContest',
  'contestCause',
  'stateCause',
  'urge',
  'update',
  'return',
  'createSubtask',
  'urgeCoordination',
  'sendBackCoordination',
  'setCoordination',
  'requestExtension',
  'withdraw',
  'extend',
  'resume',
  'adjust',
  'transfer',
  'redo',
  'reopen',
  'suspend',
  'recall',
  'reject',
  'cancel',
] as const;

export type Step = (typeof STEPS)[number];

/** The steps that have a form of their own; `update` edits the terms. */
export type FormStep = Exclude<Step, 'update'>;

/** What an agency first does with a new task. */
const ON_ARRIVAL: readonly Step[] = ['accept', 'return', 'delegate'];

/** Steps that take something away; they are never the primary button. */
const ENDING: readonly Step[] = ['recall', 'reject', 'cancel'];

/** Whether the person would first seek the agency's approval of the step. */
export function seeksApproval(step: Step, task: Task): boolean {
  return task.actionsToApprove?.includes(step) ?? false;
}

export function isStep(given: unknown): given is Step {
  return STEPS.some((step) => step === given);
}

export function isEnding(step: Step): boolean {
  return ENDING.includes(step);
}

/** What the person may do now, the most expected first. */
export function stepsNow(task: Task): Step[] {
  const allowed = STEPS.filter((step) => task.allowedActions?.includes(step));
  return allowed.sort((one, other) => rank(one, task) - rank(other, task));
}

function rank(step: Step, task: Task): number {
  const first = ON_ARRIVAL.indexOf(step);
  if (task.state === 'ISSUED' && first >= 0) return first - ON_ARRIVAL.length;
  // Complete work is submitted next; a task that somebody holds is worked more often than passed on.
  if (step === 'submit' && task.progress?.percent === 100) return STEPS.indexOf('accept');
  if (step === 'delegate' && task.holder?.unit) return STEPS.indexOf('return');
  return STEPS.indexOf(step);
}
