// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { createElement, type ReactNode } from 'react';
import { expect, test, vi } from 'vitest';
import { useMending } from './commands';

// The client keeps the `fetch` that it finds when it is loaded.
const calls = vi.hoisted(() => {
  const seen: { path: string; key: string | null; body: unknown }[] = [];
  globalThis.fetch = async (given) => {
    const request = given as Request;
    const path = new URL(request.url).pathname;
    seen.push({ path, key: request.headers.get('Idempotency-Key'), body: await request.json() });
    const isGone = path.includes('gone');
    return Response.json(isGone ? { reason: 'STUCK_EVENT_NOT_FOUND' } : {}, { status: isGone ? 404 : 200 });
  };
  return seen;
});

const named = (name: string) => ({ name: `subscribers/${name.replace('/', '/stuckEvents/')}` });

test('each event is replayed once, and those that are refused are named', async () => {
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(QueryClientProvider, { client: new QueryClient() }, children);
  const { result } = renderHook(() => useMending('replay'), { wrapper });
  const events = [named('task/1'), named('notification/gone'), named('task/2')];
  let refused: Awaited<ReturnType<typeof result.current.run>> = [];
  await act(async () => {
    refused = await result.current.run(events, 'đã sửa');
  });
  expect(refused.map(({ event }) => event)).toEqual([events[1]]);
  expect(calls.map(({ path }) => path).sort()).toEqual([
    '/v1/subscribers/notification/stuckEvents/gone:replay',
    '/v1/subscribers/task/stuckEvents/1:replay',
    '/v1/subscribers/task/stuckEvents/2:replay',
  ]);
  expect(calls[0]?.body).toEqual({ reason: 'đã sửa' });
  expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
  expect(result.current.isRunning).toBe(false);
});
