import { useState } from 'react';
import type { Problem } from '@/api/problem';

interface Decisions<T> {
  /** Reads what is saved now. */
  latest: () => Promise<T | undefined>;
  onKeepMine: (theirs: T) => void;
  onTakeTheirs: () => void;
}

/** What somebody else has saved since a form was opened; the person decides in the dialog (Conflict). */
export function useConflict<T>({ latest, onKeepMine, onTakeTheirs }: Decisions<T>) {
  const [theirs, setTheirs] = useState<T>();
  const close = () => {
    setTheirs(undefined);
  };
  return {
    theirs,
    onRefusal: (problem: Problem) => {
      if (problem.stale) void latest().then(setTheirs);
    },
    dialog: {
      opened: theirs !== undefined,
      onClose: close,
      onKeepMine: () => {
        close();
        if (theirs !== undefined) onKeepMine(theirs);
      },
      onTakeTheirs: () => {
        close();
        onTakeTheirs();
      },
    },
  };
}
