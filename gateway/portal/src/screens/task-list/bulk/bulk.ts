import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { api, id, ok } from '@/api/client';
import { told } from '@/ui/told';
import type { Task } from '../queries';

export type Verb = 'urge' | 'accept';

export interface Item {
  name: string;
  title: string;
  /** Repeats the same call, so that an answer that was lost does not do it twice. */
  key: string;
  state: 'waiting' | 'done' | 'refused';
  error?: unknown;
}

export interface Job {
  verb: Verb;
  words: string;
  items: readonly Item[];
  running: boolean;
}

const AT_ONCE = 4;

// It stands beside the screens: who leaves the baskets does not stop it.
let job: Job | undefined;
const listeners = new Set<() => void>();

function become(next: Job | undefined): void {
  job = next;
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is being done with many tasks, or was done last. */
export function useBulkJob(): Job | undefined {
  return useSyncExternalStore(subscribe, () => job);
}

export function startJob(queries: QueryClient, verb: Verb, words: string, tasks: Iterable<Task>): void {
  const items = [...tasks].map<Item>((task) => ({
    name: task.name ?? '',
    title: task.title,
    key: crypto.randomUUID(),
    state: 'waiting',
  }));
  void run(queries, { verb, words, items, running: true });
}

/** Once more what was not done. */
export function retryJob(queries: QueryClient): void {
  if (!job) return;
  const items = job.items.map<Item>((item) =>
    item.state === 'done' ? item : { ...item, state: 'waiting', error: undefined },
  );
  void run(queries, { ...job, items, running: true });
}

export function dismissJob(): void {
  become(undefined);
}

async function run(queries: QueryClient, begun: Job): Promise<void> {
  become(begun);
  window.addEventListener('beforeunload', ask);
  const waiting = begun.items.filter((item) => item.state === 'waiting');
  const work = async () => {
    for (let item = waiting.shift(); item; item = waiting.shift()) answered(await call(begun, item));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  window.removeEventListener('beforeunload', ask);
  if (job) become({ ...job, running: false });
  for (const key of ['tasks', 'task', 'basket']) void queries.invalidateQueries({ queryKey: [key] });
  if (listeners.size === 0 && job) told(i18next.t(`task-list:bulk.finished${job.verb}`, counts(job)));
}

function answered(item: Item): void {
  if (job) become({ ...job, items: job.items.map((one) => (one.name === item.name ? item : one)) });
}

async function call({ verb, words }: Job, item: Item): Promise<Item> {
  const params = { path: { task: id(item.name) }, header: { 'Idempotency-Key': item.key } };
  try {
    if (verb === 'urge') await ok(api.POST('/v1/tasks/{task}:urge', { params, body: { message: words } }));
    else await ok(api.POST('/v1/tasks/{task}:accept', { params, body: { note: words } }));
    return { ...item, state: 'done' };
  } catch (error) {
    return { ...item, state: 'refused', error };
  }
}

export function counts(of: Job) {
  const done = of.items.filter((item) => item.state === 'done').length;
  const refused = of.items.filter((item) => item.state === 'refused').length;
  return { done, refused, answered: done + refused, count: of.items.length };
}

/** Closing the window would leave the rest undone. */
function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
