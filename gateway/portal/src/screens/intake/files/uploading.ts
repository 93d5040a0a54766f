import { useSyncExternalStore } from 'react';
import { api, id, ok, type Schemas } from '@/api/client';
import { Problem } from '@/api/problem';
import { upload as send } from '@/api/upload';

/** A file on its way to become a directive, or to be added to one. */
export interface Upload {
  key: string;
  file: File;
  /** The directive that it is added to. */
  to: string | undefined;
  state: 'waiting' | 'sending' | 'entering' | 'entered' | 'failed' | 'stopped';
  /** How much of it is sent, 0 to 100. */
  percent: number;
  problem?: unknown;
  directive?: string;
  onEntered: (directive: string) => void;
}

/** The kinds of files that can be read, and how senders call them. */
const TYPES: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};
export const ACCEPTED = Object.keys(TYPES).map((ending) => `.${ending}`);

// Beside the screens: who goes to another screen and comes back finds the upload as it is.
let uploads: readonly Upload[] = [];
let running = new AbortController();
const listeners = new Set<() => void>();

function set(next: readonly Upload[]): void {
  const wasUnderWay = underWay();
  uploads = next;
  listeners.forEach((listener) => {
    listener();
  });
  if (underWay() === wasUnderWay) return;
  if (underWay()) window.addEventListener('beforeunload', warn);
  else window.removeEventListener('beforeunload', warn);
}

function underWay(): boolean {
  return uploads.some((one) => ['waiting', 'sending', 'entering'].includes(one.state));
}

/** The browser asks whether to leave while a file is being sent. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** The uploads that become directives of their own, or those that are added to one. */
export function useUploads(to?: string): readonly Upload[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => uploads,
  );
  return all.filter((one) => one.to === to);
}

export const ending = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/** Sends files one after the other, and enters a directive for each, or adds them to the one that is named. */
export function upload(files: readonly File[], onEntered: (directive: string) => void, to?: string): void {
  const added = files.map((file): Upload => {
    // What is only kept may be of more kinds; which ones, the server says.
    const known = to !== undefined || ending(file.name) in TYPES;
    const one = { key: crypto.randomUUID(), file, to, percent: 0, onEntered };
    return known
      ? { ...one, state: 'waiting' }
      : { ...one, state: 'failed', problem: Problem.of(400, { reason: 'ENDING' }) };
  });
  set([...uploads, ...added]);
  void next();
}

export function stop(key: string): void {
  const one = uploads.find((each) => each.key === key);
  change(key, { state: 'stopped' });
  if (one?.state === 'sending') running.abort();
}

export function again(key: string): void {
  change(key, { state: 'waiting', percent: 0, problem: undefined });
  void next();
}

export function forget(key: string): void {
  set(uploads.filter((one) => one.key !== key));
}

function change(key: string, to: Partial<Upload>): void {
  set(uploads.map((one) => (one.key === key ? { ...one, ...to } : one)));
}

async function next(): Promise<void> {
  if (uploads.some((one) => one.state === 'sending' || one.state === 'entering')) return;
  const one = uploads.find((each) => each.state === 'waiting');
  if (!one) return;
  change(one.key, { state: 'sending' });
  try {
    running = new AbortController();
    // Not every machine knows what kind of file a .docx is.
    const typed = new File([one.file], one.file.name, { type: TYPES[ending(one.file.name)] });
    const tell = (share: number) => {
      change(one.key, { percent: Math.round(100 * share) });
    };
    const file = await send(typed, tell, running.signal);
    change(one.key, { state: 'entering', percent: 100 });
    const directive = one.to ? await add(file, one.to) : await enter(file, one.key);
    if (one.to) forget(one.key);
    else change(one.key, { state: 'entered', directive });
    one.onEntered(directive);
  } catch (problem) {
    const stopped = uploads.find((each) => each.key === one.key)?.state === 'stopped';
    if (!stopped) change(one.key, { state: 'failed', problem });
  }
  await next();
}

async function enter(file: Schemas['document.File'], key: string): Promise<string> {
  const entered = await ok(
    api.POST('/v1/directives', {
      params: { header: { 'Idempotency-Key': key } },
      body: { files: [file.name ?? ''] },
    }),
  );
  return entered.name ?? '';
}

const TRIES = 3;

/** Adds a file to those of a directive, whatever somebody else changes in it at the same time. */
async function add(file: Schemas['document.File'], to: string, tries = TRIES): Promise<string> {
  const path = { directive: id(to) };
  const { files = [], etag = '' } = await ok(api.GET('/v1/directives/{directive}', { params: { path } }));
  try {
    await ok(
      api.PATCH('/v1/directives/{directive}', {
        params: {
          path,
          header: { 'Idempotency-Key': crypto.randomUUID(), 'If-Match': `"${etag}"` },
        },
        body: { files: [...files, file.name ?? ''] },
      }),
    );
  } catch (problem) {
    if (tries > 1 && problem instanceof Problem && problem.stale) return add(file, to, tries - 1);
    throw problem;
  }
  return to;
}
