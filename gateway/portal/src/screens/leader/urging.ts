import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, id, ok } from '@/api/client';
import { useCommand } from '@/api/command';
import { session } from '@/api/session';
import type { StatisticsTask } from '@/api/statistics';

const AT_ONCE = 4;

export interface Outcome {
  task: StatisticsTask;
  /** Why it was not urged; absent if it was. */
  error?: unknown;
}

/** Whether the person urges at all; the service decides on each task. */
export function urges(): boolean {
  return session.has('CHAIRMAN', 'VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST');
}

/** Whether a task is where it can be urged: what was submitted waits for the other side. */
export function canBeUrged(task: StatisticsTask): boolean {
  return task.state === 'ISSUED' || task.state === 'IN_PROGRESS';
}

/** Urges tasks, a few at a time, and tells of each what came of it. */
export function useUrging() {
  const queries = useQueryClient();
  const { mutateAsync } = useCommand((asked: { task: string; message: string }, once) =>
    ok(
      api.POST('/v1/tasks/{task}:urge', {
        params: { path: { task: id(asked.task) }, header: once },
        body: { message: asked.message },
      }),
    ),
  );
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [asked, setAsked] = useState(0);
  const running = useRef(false);

  async function urge(tasks: StatisticsTask[], message: string): Promise<void> {
    if (running.current) return;
    running.current = true;
    setOutcomes([]);
    setAsked(tasks.length);
    const left = [...tasks];
    const work = async () => {
      for (let task = left.shift(); task; task = left.shift()) {
        const outcome: Outcome = { task };
        try {
          await mutateAsync({ task: task.task ?? '', message });
        } catch (error) {
          outcome.error = error;
        }
        setOutcomes((before) => [...before, outcome]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    running.current = false;
    for (const key of ['tasks', 'task', 'basket', 'statistics'])
      void queries.invalidateQueries({ queryKey: [key] });
  }

  const forget = () => {
    setOutcomes([]);
    setAsked(0);
  };
  return { urge, forget, outcomes, asked, busy: outcomes.length < asked };
}
