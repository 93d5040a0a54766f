import { expect, test } from 'vitest';
import type { paths } from '@/api/schema';
import type { Task } from '@/api/tasks';
import { isEnding, isStep, stepsNow, STEPS } from './steps';

const steps = (allowedActions: string[], more: Partial<Task> = {}) =>
  stepsNow({ title: '', allowedActions, state: 'IN_PROGRESS', ...more } as Task);

type MethodOf<Path> = Path extends `/v1/tasks/{task}:${infer Method}` ? Method : never;
/** No steps; their button stands beside the state of the task. */
type Beside = 'follow' | 'unfollow';
type WithoutButton = Exclude<MethodOf<keyof paths>, (typeof STEPS)[number] | Beside>;

test('every step of the API has a button', () => {
  // The compiler names the steps that STEPS lacks.
  const none: [WithoutButton] extends [never] ? true : WithoutButton = true;
  expect(none).toBe(true);
});

test('only what the API allows is offered, and nothing that the portal does not know', () => {
  expect(steps(['submit', 'fly', 'reportProgress'])).toEqual(['reportProgress', 'submit']);
  expect(steps([])).toEqual([]);
});

test('a new task is first accepted, returned or passed on', () => {
  const all = ['urge', 'delegate', 'recall', 'return', 'accept', 'reportProgress'];
  expect(steps(all, { state: 'ISSUED' }).slice(0, 3)).toEqual(['accept', 'return', 'delegate']);
});

test('complete work is submitted next', () => {
  const both = ['reportProgress', 'submit'];
  expect(steps(both, { progress: { percent: 99 } as Task['progress'] })[0]).toBe('reportProgress');
  expect(steps(both, { progress: { percent: 100 } as Task['progress'] })[0]).toBe('submit');
});

test('a task that somebody holds is worked before it is passed on', () => {
  const both = ['delegate', 'reportProgress'];
  expect(steps(both)).toEqual(['delegate', 'reportProgress']);
  expect(steps(both, { holder: { unit: 'units/phong' } as Task['holder'] })).toEqual([
    'reportProgress',
    'delegate',
  ]);
});

test('steps that take something away come last', () => {
  const sorted = steps([...STEPS]);
  expect(sorted.slice(-3).every(isEnding)).toBe(true);
  expect(sorted).toHaveLength(STEPS.length);
});

test('an address may name any word as a step', () => {
  expect([isStep('submit'), isStep('fly'), isStep(undefined)]).toEqual([true, false, false]);
});
