import { useState } from 'react';
import type { StatisticsTask } from '@/api/statistics';
import { canBeUrged, urges } from './urging';

/** Which of the shown tasks are selected. A periodic task has a row for each period and is urged once. */
export function useSelection(shown: StatisticsTask[]) {
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  const able = urges() ? shown.filter(canBeUrged) : [];
  const selectable = [...new Map(able.map((task) => [task.task ?? '', task])).values()];
  return {
    selectable,
    selected: selectable.filter((task) => names.has(task.task ?? '')),
    isSelected: (task: StatisticsTask) => names.has(task.task ?? ''),
    /** How a task is selected; undefined for one that cannot be. */
    selecting: (task: StatisticsTask) =>
      able.includes(task)
        ? (on: boolean) => {
            setNames((before) => {
              const after = new Set(before);
              if (on) after.add(task.task ?? '');
              else after.delete(task.task ?? '');
              return after;
            });
          }
        : undefined,
    selectAll: () => {
      setNames(new Set(selectable.map((task) => task.task ?? '')));
    },
    clear: () => {
      setNames(new Set());
    },
  };
}
