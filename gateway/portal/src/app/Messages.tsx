import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const ShownMessages = lazy(async () => ({ default: (await import('./ShownMessages')).ShownMessages }));

/** The place of short messages (`ui/messages`). Its component is loaded with the first message. */
export function Messages() {
  const { notifications } = useNotifications();
  const [wanted, setWanted] = useState(false);
  if (notifications.length > 0 && !wanted) setWanted(true);
  return (
    wanted && (
      <Suspense fallback={null}>
        <ShownMessages position="bottom-right" />
      </Suspense>
    )
  );
}
