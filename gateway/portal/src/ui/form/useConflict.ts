import { useState } from 'react';
import type { Problem } from '@/api/problem';

interface Decisions<T> {
  /** Reads the saved version. */
  latest: () => Promise<T | undefined>;
  onKeepMine: (theirs: T) => void;
  onTakeTheirs: () => void;
}

/** Another person has saved a change since the form was opened: the dialog (Conflict) asks which version to keep. */
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
