import { useState } from 'react';
import type { Task } from '@/api/tasks';

interface Seen {
  of: string;
  tasks: Task[];
  fresh: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** The tasks of a list that are new or have changed since the list was last read. */
export function useFresh(of: string, tasks: Task[], waiting: boolean): ReadonlySet<string> {
  const [seen, setSeen] = useState<Seen>({ of, tasks, fresh: NONE });
  if (!waiting && (seen.tasks !== tasks || seen.of !== of))
    setSeen({ of, tasks, fresh: seen.of === of ? changed(seen.tasks, tasks) : NONE });
  return seen.fresh;
}

function changed(before: Task[], now: Task[]): ReadonlySet<string> {
  const etags = new Map(before.map((task) => [task.name, task.etag]));
  return new Set(now.filter((task) => etags.get(task.name) !== task.etag).map((task) => task.name ?? ''));
}
