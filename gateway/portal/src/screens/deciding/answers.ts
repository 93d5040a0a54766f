import { DECISIONS, type PendingDecision } from '@/api/deciding';
import type { Task } from '@/api/tasks';
import type { FormStep } from '@/steps/steps';
import type { Values } from '@/steps/values';

/** One way to decide: a step, and what its form starts with. */
export interface Answer {
  key: 'agree' | 'refuse' | FormStep;
  step: FormStep;
  given?: Partial<Values>;
  /** Whether it needs nothing more than a key: the person agrees with what is asked. */
  atOnce?: true;
}

const NO: Partial<Values> = { granted: false, causeKind: '' };
const by = (step: FormStep): Answer => ({ key: step, step });

/** The ways to decide, the expected one first and the one against it second: `y` and `n` take them. */
const ANSWERS: Record<PendingDecision, Answer[]> = {
  ISSUE: [{ key: 'agree', step: 'issue', atOnce: true }, by('reject')],
  RETURN: [by('reissue'), by('insist'), by('cancel')],
  EXTENSION: [
    { key: 'agree', step: 'decideExtension', atOnce: true },
    { key: 'refuse', step: 'decideExtension', given: NO },
  ],
  COMPLETION: [{ key: 'agree', step: 'confirm', atOnce: true }, by('sendBack')],
  OVERDUE: [by('extend'), by('redo'), by('transfer'), by('reissue'), by('cancel')],
  APPROVAL: [{ key: 'agree', step: 'approve', atOnce: true }, by('askChanges')],
  CONTEST: [
    { key: 'agree', step: 'decideContest' },
    { key: 'refuse', step: 'decideContest', given: NO },
  ],
  DELAY_CAUSE: [
    { key: 'agree', step: 'confirmCause', atOnce: true },
    { key: 'refuse', step: 'confirmCause', given: NO },
  ],
};

/** The ways to decide that the person may take now. */
export function answersTo(decision: PendingDecision, task: Task): Answer[] {
  return ANSWERS[decision].filter(({ step }) => task.allowedActions?.includes(step));
}

/** The decisions that the person is asked for. */
export function decisionsOf(task: Task): PendingDecision[] {
  return DECISIONS.filter((each) => task.pendingDecisions?.includes(each));
}
