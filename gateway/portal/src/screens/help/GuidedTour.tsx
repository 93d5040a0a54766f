import { lazy, Suspense, useEffect, useState } from 'react';
import { tour } from './firstVisit';

const Tour = lazy(() => import('./Tour'));
/** The tour must not slow down the first screen. */
const START_AFTER_MS = 1500;

/** The tour of the first visit; it is not loaded for a person who has seen it. */
export function GuidedTour() {
  const [running, setRunning] = useState(false);
  useEffect(
    () =>
      tour.onStart(() => {
        setRunning(true);
      }),
    [],
  );
  useEffect(() => {
    if (tour.wasSeen()) return;
    const timer = setTimeout(() => {
      setRunning(true);
    }, START_AFTER_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  if (!running) return null;
  return (
    <Suspense>
      <Tour
        onClose={() => {
          tour.markSeen();
          setRunning(false);
        }}
      />
    </Suspense>
  );
}
