import { expect, test } from 'vitest';
import type { Task } from '@/api/tasks';
import { assigned, byLead, countsOf } from './counting';

const TASKS = [
  { name: 'tasks/1', lead: 'units/y', state: 'COMPLETED', class: 'DONE_ON_TIME' },
  { name: 'tasks/2', lead: 'units/y', state: 'COMPLETED', class: 'DONE_LATE' },
  { name: 'tasks/3', lead: 'units/y', state: 'IN_PROGRESS', class: 'OPEN_IN_TIME' },
  { name: 'tasks/4', lead: 'units/x', state: 'ISSUED', class: 'OPEN_OVERDUE' },
  { name: 'tasks/5', lead: 'units/x', state: 'PROPOSED', class: 'TASK_CLASS_UNSPECIFIED' },
  { name: 'tasks/6', lead: 'units/x', state: 'CANCELLED', class: 'TASK_CLASS_UNSPECIFIED' },
] as Task[];

test('the classes add up to the total, and what is not issued waits', () => {
  expect(countsOf(TASKS)).toEqual({ total: 4, done: 2, doneLate: 1, overdue: 1, inTime: 1, waiting: 1 });
});

test('the agency with overdue tasks comes first', () => {
  expect(byLead(TASKS).map(({ lead, tasks }) => [lead, tasks.length])).toEqual([
    ['units/x', 3],
    ['units/y', 3],
  ]);
});

test('a subtask is part of its parent, unless the person does not see the parent', () => {
  const subtask = { name: 'tasks/7', parentTask: 'tasks/3', state: 'ISSUED' } as Task;
  const rejected = { name: 'tasks/8', state: 'REJECTED' } as Task;
  expect(assigned([...TASKS, subtask, rejected])).toEqual(TASKS);
  expect(assigned([subtask])).toEqual([subtask]);
});
