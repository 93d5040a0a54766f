// @vitest-environment happy-dom
import { QueryClient } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Task } from '@/api/tasks';
import { valuesFor, type Values } from '@/steps/values';
import {
  counts,
  dismissJob,
  retried,
  retryJob,
  startJob,
  useBulkJob,
  type BulkStep,
  type Item,
} from './bulk';

const task = (number: number) =>
  ({ name: `tasks/${String(number)}`, title: `Việc ${String(number)}`, etag: `v${String(number)}` }) as Task;
const item = (state: Item['state']): Item => ({ name: state, title: state, etag: '', key: state, state });
const values = (step: BulkStep, given: Partial<Values>): Values => ({
  ...valuesFor(step, task(1)),
  ...given,
});

// The client keeps the `fetch` that it finds when it is loaded.
const network = vi.hoisted(() => {
  const answering = {
    answer: (request: Request): Promise<Response> =>
      Promise.reject(new Error(`no server for ${request.url}`)),
  };
  globalThis.fetch = (request) => answering.answer(request as Request);
  return answering;
});

/** A server that refuses the tasks of `refusing`; the calls that it got. */
function server(refusing: Set<string>) {
  const calls: { path: string; key: string | null; etag: string | null; body: unknown }[] = [];
  network.answer = async (request) => {
    const path = new URL(request.url).pathname;
    const header = (name: string) => request.headers.get(name);
    calls.push({
      path,
      key: header('Idempotency-Key'),
      etag: header('If-Match'),
      body: await request.json(),
    });
    const isRefused = [...refusing].some((name) => path.startsWith(`/v1/${name}:`));
    return Response.json(isRefused ? { reason: 'TASK_STATE' } : {}, { status: isRefused ? 409 : 200 });
  };
  return calls;
}

afterEach(dismissJob);

test('results are counted', () => {
  const items = [item('done'), item('refused'), item('waiting'), item('done')];
  expect(counts({ items })).toEqual({ done: 2, refused: 1, finished: 3, count: 4 });
});

test('only what was not done is tried again', () => {
  const items = retried([item('done'), { ...item('refused'), error: new Error() }]);
  expect(items.map(({ state, error }) => [state, error])).toEqual([
    ['done', undefined],
    ['waiting', undefined],
  ]);
});

test('each task has a result, and another try repeats the same call', async () => {
  const refusing = new Set(['tasks/2']);
  const calls = server(refusing);
  const queries = new QueryClient();
  const { result } = renderHook(() => useBulkJob());
  const finished = () =>
    waitFor(() => {
      expect(result.current?.running).toBe(false);
    });
  act(() => {
    startJob(queries, 'urge', values('urge', { words: 'Khẩn trương' }), [task(1), task(2), task(3)]);
  });
  await finished();
  expect(counts(result.current!)).toEqual({ done: 2, refused: 1, finished: 3, count: 3 });
  expect(calls.map(({ path }) => path).sort()).toEqual(
    [1, 2, 3].map((number) => `/v1/tasks/${String(number)}:urge`),
  );
  expect(calls[0]?.body).toEqual({ message: 'Khẩn trương' });
  refusing.clear();
  act(() => {
    retryJob(queries);
  });
  await finished();
  expect(counts(result.current!).done).toBe(3);
  const [first, second, ...others] = calls.filter(({ path }) => path === '/v1/tasks/2:urge');
  expect(second?.key).toBe(first?.key);
  expect([others.length, calls.length]).toEqual([0, 4]);
});

test.each<[BulkStep, Partial<Values>, string, string | null, unknown]>([
  ['confirm', { words: 'Tốt' }, ':confirm', '"v1"', { note: 'Tốt', confirmDelayCause: false }],
  [
    'extend',
    { words: 'Bão', newDate: '2030-06-28' },
    ':extend',
    '"v1"',
    { reason: 'Bão', newDate: '2030-06-28' },
  ],
  [
    'delegate',
    { unit: 'units/a', person: 'people/b' },
    ':delegate',
    '"v1"',
    { note: '', unit: 'units/a', person: 'people/b' },
  ],
  ['update', { person: 'people/b' }, '', null, { title: 'Việc 1', monitor: 'people/b' }],
  ['accept', {}, ':accept', null, { note: '' }],
])('%s is sent with what was entered', async (step, given, path, etag, body) => {
  const calls = server(new Set());
  const { result } = renderHook(() => useBulkJob());
  act(() => {
    startJob(new QueryClient(), step, values(step, given), [task(1)]);
  });
  await waitFor(() => {
    expect(result.current?.running).toBe(false);
  });
  expect(calls).toMatchObject([{ path: `/v1/tasks/1${path}`, etag, body }]);
});
