import { lazy, Suspense, useEffect, useState } from 'react';
import { tour } from './firstVisit';

const Tour = lazy(() => import('./Tour'));
/** Until then the first screen has what it needs; the tour must not slow it down. */
const SETTLED = 1500;

/** The tour of the first visit; nothing of it is loaded for who has seen it. */
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
    }, SETTLED);
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
