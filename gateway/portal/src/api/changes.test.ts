import { expect, test, vi } from 'vitest';
import { gathered } from './changes';

test('changes in quick succession act once for each stream', () => {
  vi.useFakeTimers();
  const acted: string[] = [];
  const refetch = gathered((path) => acted.push(path));
  for (const path of ['tasks', 'tasks', 'directives', 'tasks']) refetch(path);
  expect(acted).toEqual([]);
  vi.runAllTimers();
  expect(acted).toEqual(['tasks', 'directives']);
  refetch('tasks');
  vi.runAllTimers();
  expect(acted).toEqual(['tasks', 'directives', 'tasks']);
  vi.useRealTimers();
});
