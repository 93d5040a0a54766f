import { useMayWithStatistics, useTaskAccess } from '@/api/access';
import type { StatisticsTask } from '@/api/statistics';
import { useSelection } from '@/ui/useSelection';

const nameOf = (task: StatisticsTask) => task.task ?? '';

/** Whether a task can be urged: a submitted one waits for the other side. */
function isUrgeable(task: StatisticsTask): boolean {
  return task.state === 'ISSUED' || task.state === 'IN_PROGRESS';
}

/** The tasks that can be urged, each once: a periodic task has a row for each period. */
export function urgeableOf(shown: StatisticsTask[]): StatisticsTask[] {
  return [...new Map(shown.filter(isUrgeable).map((task) => [nameOf(task), task])).values()];
}

/** Whether the person urges other agencies: figures of a single agency are for its own people, who have nobody to urge. */
function useMayUrge(): boolean {
  const { actions } = useTaskAccess();
  return useMayWithStatistics('compareAgencies') && actions.includes('urge');
}

/** Which of the shown tasks the person may urge, and which of them are selected. */
export function useUrgeable(shown: StatisticsTask[]) {
  const mayUrge = useMayUrge();
  const selectable = mayUrge ? urgeableOf(shown) : [];
  const selection = useSelection('', selectable, nameOf);
  const isSelected = (task: StatisticsTask) => selection.chosen.has(nameOf(task));
  return {
    selectable,
    selected: selectable.filter(isSelected),
    isSelected,
    /** Selects or unselects a task; undefined for one that cannot be urged. */
    selecting: (task: StatisticsTask) =>
      mayUrge && isUrgeable(task)
        ? () => {
            selection.pick(nameOf(task), false);
          }
        : undefined,
    selectAll: selection.pickAll,
    clear: selection.clear,
  };
}

export type Urgeable = ReturnType<typeof useUrgeable>;
