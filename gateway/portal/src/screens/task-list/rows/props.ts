import type { MouseEvent } from 'react';
import type { Named } from '@/api/names';
import type { Selection } from '@/ui/useSelection';
import type { Task } from '@/api/tasks';
import type { Step } from '@/steps/steps';
import { rowsBefore } from '../pages';
import type { Search } from '../search';
import type { Column } from './columns';

/** What the screen gives the list. */
export interface ListProps {
  tasks: Task[];
  columns: Column[];
  search: Search;
  selection: Selection<Task>;
  onChange: (changed: Partial<Search>) => void;
}

export type Names = Readonly<Record<string, Named>>;

interface Opening {
  onOpen: (event: MouseEvent<HTMLAnchorElement>, task: Task) => void;
  /** The pointer or the focus is on the link. */
  onNear: (task: Task) => void;
  /** Shows the steps that the person may take now; null hides them. */
  onSteps: (task: Task | null) => void;
  onStep: (task: Task, step: Step) => void;
}

/** What the table and the cards are given. */
export interface RowsProps extends ListProps, Opening {
  /** The names of the tasks that are new or have changed. */
  fresh: ReadonlySet<string>;
  names: Names;
  /** The name of the task whose steps are shown. */
  stepping: string | undefined;
}

/** What one line of the table or one card is given. */
export interface RowProps extends Opening {
  task: Task;
  /** Its place in the whole list, from 1. */
  number: number;
  columns: Column[];
  names: Names;
  chosen: boolean;
  fresh: boolean;
  stepping: boolean;
  onPick: (name: string, through: boolean) => void;
  /** Shows the tasks of a set only; absent where they are shown. */
  onSet: ((set: Pick<Search, 'taskSet'>) => void) | undefined;
}

/** What the line or the card of a task is given. */
export function rowProps(rows: RowsProps, task: Task, index: number): RowProps {
  const { columns, names, search, selection, fresh, stepping, onOpen, onNear, onSteps, onStep } = rows;
  const name = task.name ?? '';
  return {
    task,
    number: rowsBefore(search) + index + 1,
    columns,
    names,
    chosen: selection.chosen.has(name),
    fresh: fresh.has(name),
    stepping: stepping === name,
    onPick: selection.pick,
    onSet: search.taskSet ? undefined : rows.onChange,
    onOpen,
    onNear,
    onSteps,
    onStep,
  };
}
