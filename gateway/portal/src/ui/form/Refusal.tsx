import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';

/** Why the server has refused a change; nothing if it has not. */
export function Refusal({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <Alert color="red" role="alert">
      {children}
    </Alert>
  );
}
