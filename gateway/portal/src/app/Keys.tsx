import { useWindowEvent } from '@mantine/hooks';
import { lazy, Suspense, useState } from 'react';

const KeysDialog = lazy(() => import('./KeysDialog'));

/** `?` shows which keys do what. It works also while the others are off: the switch is there. */
export function Keys() {
  const [opened, open] = useState(false);
  useWindowEvent('keydown', (event) => {
    // On some keyboards the question mark needs Shift, on some it does not.
    if (event.key === '?' && !isTyping(event.target)) open(true);
  });
  return (
    <Suspense fallback={null}>
      {opened && (
        <KeysDialog
          onClose={() => {
            open(false);
          }}
        />
      )}
    </Suspense>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, textarea, select, [contenteditable]');
}
