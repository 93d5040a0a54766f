import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const ShownNotes = lazy(async () => ({ default: (await import('./ShownNotes')).ShownNotes }));

/** What `told` says. Its looks come with the first note. */
export function Notes() {
  const { notifications } = useNotifications();
  const [wanted, setWanted] = useState(false);
  if (notifications.length > 0 && !wanted) setWanted(true);
  return (
    wanted && (
      <Suspense fallback={null}>
        <ShownNotes position="bottom-right" />
      </Suspense>
    )
  );
}
