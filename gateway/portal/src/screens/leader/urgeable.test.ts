import { expect, test } from 'vitest';
import type { StatisticsTask } from '@/api/statistics';
import { urgeableOf } from './urgeable';

test('a periodic task is urged once, a submitted one not at all', () => {
  const rows = [
    { task: 'tasks/1', state: 'IN_PROGRESS' },
    { task: 'tasks/2', state: 'SUBMITTED' },
    { task: 'tasks/1', state: 'IN_PROGRESS' },
    { task: 'tasks/3', state: 'ISSUED' },
  ] as StatisticsTask[];
  expect(urgeableOf(rows).map(({ task }) => task)).toEqual(['tasks/1', 'tasks/3']);
});
