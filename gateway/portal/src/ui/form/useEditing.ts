import { useState } from 'react';
import type { Problem } from '@/api/problem';
import { showSuccess } from '../messages';
import { changedFields } from './differences';
import { useConflict } from './useConflict';
import { useDraft } from './useDraft';

export interface Edited<V> {
  values: V;
  /** What the person began with, and its version. */
  base: V;
  etag: string | undefined;
}

interface Options<T, V> {
  /** The key under which the draft is kept. */
  draft: string;
  /** The resource that is changed. */
  saved: T;
  /** The fields of the form. */
  valuesOf: (saved: T) => V;
  /** Reads the resource again. */
  latest: () => Promise<T | undefined>;
  save: (edited: Edited<V>, then: { onSuccess: () => void; onError: (problem: Problem) => void }) => void;
  /** The message after saving. */
  message: string;
  /** Called when the change is saved, or given up for the other person's. */
  onDone: () => void;
}

/**
 * Changes a resource in a form: keeps a draft, saves against the version that the person has seen, and lets the person
 * decide if another one has saved since.
 */
export function useEditing<T extends { etag?: string }, V extends object>(options: Options<T, V>) {
  const { valuesOf, saved } = options;
  const [initial] = useState<Edited<V>>(() => ({
    values: valuesOf(saved),
    base: valuesOf(saved),
    etag: saved.etag,
  }));
  const draft = useDraft(options.draft, initial);
  const done = () => {
    draft.discard();
    options.onDone();
  };
  const conflict = useConflict<T>({
    latest: options.latest,
    onKeepMine: ({ etag }) => {
      const mine = { ...draft.value, etag };
      draft.change(mine);
      save(mine);
    },
    onTakeTheirs: done,
  });
  const save = (edited: Edited<V>) => {
    if (changedFields(edited.values, edited.base).length === 0) done();
    else
      options.save(edited, {
        onSuccess: () => {
          showSuccess(options.message);
          done();
        },
        onError: conflict.onRefusal,
      });
  };
  return {
    ...draft.value,
    set: (changed: Partial<V>) => {
      draft.change({ ...draft.value, values: { ...draft.value.values, ...changed } });
    },
    draft: { restored: draft.restored, discard: draft.discard },
    submit: () => {
      save(draft.value);
    },
    /** Gives up what was typed. */
    cancel: done,
    theirs: conflict.theirs && valuesOf(conflict.theirs),
    dialog: conflict.dialog,
  };
}

export type Editing = ReturnType<typeof useEditing>;
