import { QueryClient } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { followChanges, gathered } from './changes';

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

test('what was answered before a stream is open is asked for again', async () => {
  vi.useFakeTimers();
  const opened: (() => void)[] = [];
  class Source {
    addEventListener = () => undefined;
    close = () => undefined;
    set onopen(open: () => void) {
      opened.push(open);
    }
  }
  vi.stubGlobal('EventSource', Source);
  const request = (_name: string, _options: object, granted: () => Promise<void>) => granted();
  vi.stubGlobal('navigator', { locks: { request } });
  vi.stubGlobal('window', globalThis);
  const queries = new QueryClient();
  queries.setQueryData(['tasks', 'mine'], []);
  const refetched = vi.spyOn(queries, 'invalidateQueries').mockResolvedValue();

  const stop = followChanges(queries);
  for (const open of opened) open();
  vi.runAllTimers();
  const keys = refetched.mock.calls.map(([filters]) => filters?.queryKey?.[0]);
  expect(keys).toEqual(['tasks', 'task', 'basket', 'proposals']);
  stop();
  await vi.runAllTimersAsync();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
