import type { QueryClient } from '@tanstack/react-query';
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { api, id, ok } from '@/api/client';
import type { Once } from '@/api/command';
import { inParallel } from '@/api/parallel';
import { refreshTasks, type Task } from '@/api/tasks';
import { takeStep } from '@/steps/commands';
import type { Values } from '@/steps/values';
import { showSuccess } from '@/ui/messages';

/** The steps that can be taken with many tasks at once; `update` names another monitor. */
export const BULK_STEPS = [
  'accept',
  'propose',
  'issue',
  'confirm',
  'extend',
  'delegate',
  'update',
  'urge',
  'adjust',
  'cancel',
] as const;
export type BulkStep = (typeof BULK_STEPS)[number];

/** They do not depend on what the person has seen of the task. */
const WHATEVER_CHANGED: readonly BulkStep[] = ['accept', 'urge', 'update'];

export interface Item {
  name: string;
  title: string;
  etag: string;
  /** Repeats the same call: if only the answer was lost, another try does not repeat the step. */
  key: string;
  /** The internal due date, which stays unless another one is chosen for all. */
  internalDueDate?: string;
  state: 'waiting' | 'done' | 'refused';
  error?: unknown;
}

export interface Job {
  step: BulkStep;
  values: Values;
  items: readonly Item[];
  running: boolean;
}

// Outside the screens: the job goes on while the person is on another screen.
let current: Job | undefined;
const listeners = new Set<() => void>();

function setJob(next: Job | undefined): void {
  current = next;
  listeners.forEach((listener) => {
    listener();
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The job that runs, or the last one until it is dismissed. */
export function useBulkJob(): Job | undefined {
  return useSyncExternalStore(subscribe, () => current);
}

export function startJob(queries: QueryClient, step: BulkStep, values: Values, tasks: Iterable<Task>): void {
  const items = [...tasks].map<Item>((task) => ({
    name: task.name ?? '',
    title: task.title,
    etag: WHATEVER_CHANGED.includes(step) ? '' : (task.etag ?? ''),
    key: crypto.randomUUID(),
    internalDueDate: task.internalDueDate,
    state: 'waiting',
  }));
  void run(queries, { step, values, items, running: true });
}

/** Tries again what was refused. */
export function retryJob(queries: QueryClient): void {
  if (current) void run(queries, { ...current, items: retried(current.items), running: true });
}

export function dismissJob(): void {
  setJob(undefined);
}

/** The items of another try: what is done stays done. */
export function retried(items: readonly Item[]): Item[] {
  return items.map((item) =>
    item.state === 'done' ? item : { ...item, state: 'waiting', error: undefined },
  );
}

async function run(queries: QueryClient, job: Job): Promise<void> {
  setJob(job);
  window.addEventListener('beforeunload', warn);
  const waiting = job.items.filter((item) => item.state === 'waiting');
  await inParallel(waiting, async (item) => {
    recordResult(await call(job, item));
  });
  window.removeEventListener('beforeunload', warn);
  if (current) setJob({ ...current, running: false });
  void refreshTasks(queries);
  if (listeners.size === 0 && current)
    showSuccess(i18next.t('task-list:bulk.finished', { step: labelOf(current.step), ...counts(current) }));
}

function recordResult(item: Item): void {
  if (!current) return;
  const items = current.items.map((one) => (one.name === item.name ? item : one));
  setJob({ ...current, items });
}

/** What the person calls the step. */
export function labelOf(step: BulkStep): string {
  return step === 'update' ? i18next.t('task-list:bulk.update') : i18next.t(`steps:${step}.button`);
}

async function call({ step, values }: Job, item: Item): Promise<Item> {
  const own = { ...values, internalDueDate: values.internalDueDate ?? item.internalDueDate };
  const once = { 'Idempotency-Key': item.key };
  try {
    if (step === 'update') await nameMonitor(item, values.person, once);
    else await takeStep({ step, name: item.name, etag: item.etag, values: own }, once);
    return { ...item, state: 'done' };
  } catch (error) {
    return { ...item, state: 'refused', error };
  }
}

function nameMonitor({ name, title }: Item, monitor: string, once: Once) {
  const params = { path: { task: id(name) }, query: { updateMask: 'monitor' }, header: once };
  return ok(api.PATCH('/v1/tasks/{task}', { params, body: { title, monitor } }));
}

export function counts({ items }: Pick<Job, 'items'>) {
  const done = items.filter((item) => item.state === 'done').length;
  const refused = items.filter((item) => item.state === 'refused').length;
  return { done, refused, finished: done + refused, count: items.length };
}

/** The browser asks before it closes the window: that would leave the rest undone. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
