import { useCallback, useEffect, useState } from 'react';
import { session } from '@/api/session';

export interface Draft<T> {
  value: T;
  change: (value: T) => void;
  /** Whether what stands there was typed at an earlier time. */
  restored: boolean;
  /** Forgets what was typed: after it was saved, or because the person wants so. */
  discard: () => void;
}

/** What is being typed, kept on this machine until it is saved: it survives the end of a session and of the browser. */
export function useDraft<T>(key: string, initial: T): Draft<T> {
  const place = placeOf(key);
  const [kept] = useState(() => read<T>(place));
  const [value, setValue] = useState<T>(kept ?? initial);
  const [changed, setChanged] = useState(kept !== undefined);
  const [restored, setRestored] = useState(kept !== undefined);

  useEffect(() => {
    if (changed) localStorage.setItem(place, JSON.stringify(value));
  }, [changed, place, value]);

  const change = useCallback((next: T) => {
    setChanged(true);
    setValue(next);
  }, []);
  const discard = useCallback(() => {
    localStorage.removeItem(place);
    setChanged(false);
    setRestored(false);
    setValue(initial);
  }, [initial, place]);
  return { value, change, restored, discard };
}

function read<T>(place: string): T | undefined {
  try {
    const text = localStorage.getItem(place);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Whether something was typed there and neither saved nor discarded. */
export function hasDraft(key: string): boolean {
  return localStorage.getItem(placeOf(key)) !== null;
}

function placeOf(key: string): string {
  return `dondoc.draft.${session.get().person}.${key}`;
}
