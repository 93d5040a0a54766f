import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const Shown = lazy(() => import('./NotesShown'));

/** What `told` says. Its looks come with the first note. */
export function Notes() {
  const { notifications } = useNotifications();
  const [wanted, setWanted] = useState(false);
  if (notifications.length > 0 && !wanted) setWanted(true);
  return (
    wanted && (
      <Suspense fallback={null}>
        <Shown position="bottom-right" />
      </Suspense>
    )
  );
}
