import { isStep, type Step } from '@/steps/steps';

/** The step whose form is open: it opens again after a reload or a new sign-in. */
export interface TaskSearch {
  step?: Step;
}

export function taskSearch(given: Record<string, unknown>): TaskSearch {
  return isStep(given.step) ? { step: given.step } : {};
}
