import { lazy, Suspense, useEffect, useState } from 'react';
import { session } from '@/api/session';

const load = () => import('./SessionEndedDialog');
const SessionEndedDialog = lazy(load);
const AFTER_THE_FIRST_VIEW = 10_000;

/** Says that the session has ended, over a screen that keeps what was typed. */
export function SessionEnded() {
  const [ended, setEnded] = useState(false);
  // It must be at hand when the server no longer is.
  useEffect(() => {
    const later = setTimeout(() => void load(), AFTER_THE_FIRST_VIEW);
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
