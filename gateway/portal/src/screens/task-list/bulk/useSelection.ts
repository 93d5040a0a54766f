import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Task } from '../queries';

export interface Selection {
  /** By name, as the list last showed them. */
  chosen: ReadonlyMap<string, Task>;
  /** Chooses one or takes it back; with `through`, all between it and the one before alike. */
  pick: (name: string, through: boolean) => void;
  /** All of the page, or none of it. */
  pickPage: (on: boolean) => void;
  clear: () => void;
}

interface Kept {
  of: string;
  chosen: ReadonlyMap<string, Task>;
  last?: string;
}

/** What is selected, over the pages of one list: another basket or filter begins anew. */
export function useSelection(of: string, tasks: Task[] | undefined): Selection {
  const [kept, setKept] = useState<Kept>({ of, chosen: new Map() });
  if (kept.of !== of) setKept({ of, chosen: new Map() });

  const shown = useRef<Task[]>([]);
  useEffect(() => {
    shown.current = tasks ?? [];
  }, [tasks]);

  const pick = useCallback((name: string, through: boolean) => {
    setKept((before) => {
      const chosen = new Map(before.chosen);
      const on = !chosen.has(name);
      const from = shown.current.findIndex((task) => task.name === before.last);
      const to = shown.current.findIndex((task) => task.name === name);
      const first = through && from >= 0 ? Math.min(from, to) : to;
      const last = through && from >= 0 ? Math.max(from, to) : to;
      for (const task of shown.current.slice(first, last + 1)) set(chosen, task, on);
      return { ...before, chosen, last: name };
    });
  }, []);
  const pickPage = useCallback((on: boolean) => {
    setKept((before) => {
      const chosen = new Map(before.chosen);
      for (const task of shown.current) set(chosen, task, on);
      return { ...before, chosen };
    });
  }, []);
  const clear = useCallback(() => {
    setKept((before) => ({ of: before.of, chosen: new Map() }));
  }, []);

  const chosen = useMemo(() => {
    const now = new Map(tasks?.map((task) => [task.name, task]));
    return new Map([...kept.chosen].map(([name, task]) => [name, now.get(name) ?? task]));
  }, [kept.chosen, tasks]);
  return { chosen, pick, pickPage, clear };
}

function set(chosen: Map<string, Task>, task: Task, on: boolean): void {
  if (on) chosen.set(task.name ?? '', task);
  else chosen.delete(task.name ?? '');
}
