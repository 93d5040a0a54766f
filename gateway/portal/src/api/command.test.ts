// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { expect, test } from 'vitest';
import { useCommand } from './command';
import { Problem } from './problem';

const wrapper = ({ children }: { children: ReactNode }) =>
  createElement(QueryClientProvider, { client: new QueryClient() }, children);

test('pressing again after a lost connection repeats the same command, another change is another command', async () => {
  const keys: string[] = [];
  let isOnline = false;
  const { result } = renderHook(
    () =>
      useCommand((_: string, once) => {
        keys.push(once['Idempotency-Key']);
        return isOnline ? Promise.resolve() : Promise.reject(Problem.offline(undefined));
      }),
    { wrapper },
  );
  const press = (words: string) => act(() => result.current.mutateAsync(words).catch(() => undefined));
  await press('a');
  await press('a');
  await press('b');
  isOnline = true;
  await press('a');
  await press('a');
  const [first, again, other, answered, next] = keys;
  expect([again, answered]).toEqual([first, first]);
  expect(new Set([first, other, next]).size).toBe(3);
});
