import type { Task } from '../queries';

/** The steps that the API allows by name, as `allowedActions` gives them, in the order of what is most expected. */
export const STEPS = [
  'issue',
  'propose',
  'reissue',
  'confirm',
  'accept',
  'delegate',
  'reportProgress',
  'submit',
  'sendBack',
  'urge',
  'update',
  'return',
  'split',
  'recall',
  'reject',
  'cancel',
] as const;

export type Step = (typeof STEPS)[number];

/** What an agency first does with a task that it is given. */
const ON_ARRIVAL: readonly Step[] = ['accept', 'return', 'delegate'];

/** Steps that take something away, never offered at the first place. */
const ENDING: readonly Step[] = ['recall', 'reject', 'cancel'];

export function isStep(given: unknown): given is Step {
  return STEPS.some((step) => step === given);
}

export function ends(step: Step): boolean {
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
  // Work that is complete is submitted next; a task that somebody holds is passed on less often than worked.
  if (step === 'submit' && task.progress?.percent === 100) return STEPS.indexOf('accept');
  if (step === 'delegate' && task.holder?.unit) return STEPS.indexOf('return');
  return STEPS.indexOf(step);
}
