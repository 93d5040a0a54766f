import { useCallback, useEffect, useState } from 'react';
import { session } from '@/api/session';

export interface Draft<T> {
  value: T;
  change: (value: T) => void;
  /** Whether the value was typed at an earlier time. */
  restored: boolean;
  /** Deletes what was typed: it is saved, or the person gave it up. */
  discard: () => void;
}

/** What is being typed, kept in this browser until it is saved: it survives the end of the session and of the browser. */
export function useDraft<T>(key: string, initial: T): Draft<T> {
  const storageKey = storageKeyOf(key);
  const [kept] = useState(() => read<T>(storageKey));
  const [value, setValue] = useState<T>(kept ?? initial);
  const [changed, setChanged] = useState(kept !== undefined);
  const [restored, setRestored] = useState(kept !== undefined);

  useEffect(() => {
    if (changed) localStorage.setItem(storageKey, JSON.stringify(value));
  }, [changed, storageKey, value]);

  const change = useCallback((next: T) => {
    setChanged(true);
    setValue(next);
  }, []);
  const discard = useCallback(() => {
    localStorage.removeItem(storageKey);
    setChanged(false);
    setRestored(false);
    setValue(initial);
  }, [initial, storageKey]);
  return { value, change, restored, discard };
}

function read<T>(storageKey: string): T | undefined {
  try {
    const text = localStorage.getItem(storageKey);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Whether something was typed and neither saved nor discarded. */
export function hasDraft(key: string): boolean {
  return localStorage.getItem(storageKeyOf(key)) !== null;
}

function storageKeyOf(key: string): string {
  return `dondoc.draft.${session.get().person}.${key}`;
}
