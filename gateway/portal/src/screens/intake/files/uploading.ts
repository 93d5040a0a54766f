import { useSyncExternalStore } from 'react';
import { api, id, ifMatch, ok } from '@/api/client';
import { Problem } from '@/api/problem';
import { upload as send, type StoredFile } from '@/api/files';

/** A file on its way to become a directive, or to be added to one. */
export interface Upload {
  key: string;
  file: File;
  /** The directive to which it is added; absent, it becomes one. */
  to: string | undefined;
  state: 'waiting' | 'sending' | 'entering' | 'entered' | 'failed' | 'stopped';
  /** How much of it is sent, from 0 to 100. */
  percent: number;
  problem?: unknown;
  directive?: string;
  onEntered: (directive: string) => void;
}

/** The files that can be read, with their media types. */
const TYPES: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};
export const ACCEPTED = Object.keys(TYPES).map((ending) => `.${ending}`);

// Outside the screens: an upload goes on while the person is on another screen.
let uploads: readonly Upload[] = [];
let running = new AbortController();
const listeners = new Set<() => void>();

function set(next: readonly Upload[]): void {
  const wasUnderWay = isUnderWay();
  uploads = next;
  listeners.forEach((listener) => {
    listener();
  });
  if (isUnderWay() === wasUnderWay) return;
  if (isUnderWay()) window.addEventListener('beforeunload', warn);
  else window.removeEventListener('beforeunload', warn);
}

function isUnderWay(): boolean {
  return uploads.some((one) => !isOver(one));
}

/** The browser asks whether to leave while a file is being sent. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** The uploads that are added to a directive, or, without one, those that become directives. */
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

const ending = (name: string) => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/** Sends files one after the other, and enters a directive for each or adds them to the named one. */
export function upload(files: readonly File[], onEntered: (directive: string) => void, to?: string): void {
  const added = files.map((file): Upload => {
    // More kinds of files may be attached than can be read; the server knows which.
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

export function retry(key: string): void {
  change(key, { state: 'waiting', percent: 0, problem: undefined });
  void next();
}

/** Whether nothing more happens to the file by itself. */
export function isOver({ state }: Upload): boolean {
  return ['entered', 'failed', 'stopped'].includes(state);
}

/** Whether another try may succeed. */
export function mayRetry({ state, problem }: Upload): boolean {
  return state === 'stopped' || (state === 'failed' && problem instanceof Problem && problem.passing);
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
    // Not every computer knows the media type of a .docx file.
    const typed = new File([one.file], one.file.name, { type: TYPES[ending(one.file.name)] });
    const onProgress = (share: number) => {
      change(one.key, { percent: Math.round(100 * share) });
    };
    const file = await send(typed, onProgress, running.signal);
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

async function enter(file: StoredFile, key: string): Promise<string> {
  const entered = await ok(
    api.POST('/v1/directives', {
      params: { header: { 'Idempotency-Key': key } },
      body: { files: [file.name ?? ''] },
    }),
  );
  return entered.name ?? '';
}

const TRIES = 3;

/** Adds a file to a directive, even while other people change the directive. */
async function add(file: StoredFile, to: string, tries = TRIES): Promise<string> {
  const path = { directive: id(to) };
  const { files = [], etag } = await ok(api.GET('/v1/directives/{directive}', { params: { path } }));
  try {
    await ok(
      api.PATCH('/v1/directives/{directive}', {
        params: {
          path,
          header: { 'Idempotency-Key': crypto.randomUUID(), ...ifMatch(etag) },
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
