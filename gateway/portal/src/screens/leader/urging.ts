import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, id, ok } from '@/api/client';
import { useCommand } from '@/api/command';
import { inParallel } from '@/api/parallel';
import type { StatisticsTask } from '@/api/statistics';
import { refreshTasks } from '@/api/tasks';

export interface Outcome {
  task: StatisticsTask;
  /** Why the task was not urged; absent if it was. */
  error?: unknown;
}

/** Urges tasks and reports the outcome for each one. */
export function useUrging() {
  const queries = useQueryClient();
  const { mutateAsync } = useCommand((urging: { task: string; message: string }, once) =>
    ok(
      api.POST('/v1/tasks/{task}:urge', {
        params: { path: { task: id(urging.task) }, header: once },
        body: { message: urging.message },
      }),
    ),
  );
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [count, setCount] = useState(0);
  const running = useRef(false);

  const urge = async (tasks: StatisticsTask[], message: string): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setOutcomes([]);
    setCount(tasks.length);
    await inParallel(tasks, async (task) => {
      const outcome: Outcome = { task };
      try {
        await mutateAsync({ task: task.task ?? '', message });
      } catch (error) {
        outcome.error = error;
      }
      setOutcomes((before) => [...before, outcome]);
    });
    running.current = false;
    void refreshTasks(queries);
  };
  const dismiss = () => {
    setOutcomes([]);
    setCount(0);
  };
  return { urge, dismiss, outcomes, count, busy: outcomes.length < count };
}
