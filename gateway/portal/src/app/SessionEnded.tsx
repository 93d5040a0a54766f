import { lazy, Suspense, useEffect, useState } from 'react';
import { session } from '@/api/session';

const load = () => import('./SessionEndedDialog');
const SessionEndedDialog = lazy(load);
const AFTER_THE_FIRST_VIEW_MS = 10_000;

/** Says that the session has ended, in front of a screen that keeps what was typed. */
export function SessionEnded() {
  const [ended, setEnded] = useState(false);
  // The dialog must be loaded before the server stops answering.
  useEffect(() => {
    const later = setTimeout(() => void load(), AFTER_THE_FIRST_VIEW_MS);
    return () => {
      clearTimeout(later);
    };
  }, []);
  useEffect(
    () =>
      session.onEnd(() => {
        setEnded(true);
      }),
    [],
  );
  return (
    ended && (
      <Suspense fallback={null}>
        <SessionEndedDialog />
      </Suspense>
    )
  );
}
