import type { Task } from '@/api/tasks';

/** How far tasks are. What a person may not know of a task is not counted. */
export interface Counts {
  total: number;
  done: number;
  doneLate: number;
  overdue: number;
  inTime: number;
  /** Not issued yet, as only the Office sees them. */
  waiting: number;
}

export interface OfLead {
  lead: string;
  tasks: Task[];
  counts: Counts;
}

const NOT_ISSUED = new Set(['DRAFT', 'PROPOSED']);

/** The tasks that a directive assigns: subtasks are part of their parent, and what was rejected is none. */
export function assigned(tasks: readonly Task[]): Task[] {
  const names = new Set(tasks.map((task) => task.name));
  return tasks.filter(({ state, parentTask }) => state !== 'REJECTED' && !names.has(parentTask || 'none'));
}

export function countsOf(tasks: readonly Task[]): Counts {
  const of = (...classes: Task['class'][]) => tasks.filter((task) => classes.includes(task.class)).length;
  return {
    total: of('DONE_ON_TIME', 'DONE_LATE', 'OPEN_IN_TIME', 'OPEN_OVERDUE'),
    done: of('DONE_ON_TIME', 'DONE_LATE'),
    doneLate: of('DONE_LATE'),
    overdue: of('OPEN_OVERDUE'),
    inTime: of('OPEN_IN_TIME'),
    waiting: tasks.filter(({ state }) => state && NOT_ISSUED.has(state)).length,
  };
}

/** The tasks of each lead agency; the one with the most overdue tasks comes first. */
export function byLead(tasks: readonly Task[]): OfLead[] {
  const found = new Map<string, Task[]>();
  for (const task of tasks) found.set(task.lead ?? '', [...(found.get(task.lead ?? '') ?? []), task]);
  const leads = [...found].map(([lead, own]) => ({ lead, tasks: own, counts: countsOf(own) }));
  const open = ({ counts }: OfLead) => counts.total - counts.done;
  return leads.sort((a, b) => b.counts.overdue - a.counts.overdue || open(b) - open(a));
}
