import { isStep, type Step } from '@/steps/steps';

/** The step whose form is open: it opens again after a reload or a new sign-in. */
export interface TaskSearch {
  step?: Step;
  /** The coordinator that the step is about: `units/…`. */
  unit?: string;
}

const UNIT = /^units\/[a-z0-9-]{1,63}$/;

export function taskSearch(given: Record<string, unknown>): TaskSearch {
  if (!isStep(given.step)) return {};
  const { unit } = given;
  const step = given.step;
  return typeof unit === 'string' && UNIT.test(unit) ? { step, unit } : { step };
}
