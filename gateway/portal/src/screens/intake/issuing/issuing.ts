import { useState } from 'react';
import { api, id, ok } from '@/api/client';
import { Problem } from '@/api/problem';
import { useConfirmProposals, useIssueTasks } from '../commands';
import type { Proposal, Task } from '../queries';

export type Phase = 'idle' | 'confirming' | 'waiting' | 'issuing' | 'done' | 'late' | 'failed';

export interface Issuing {
  phase: Phase;
  /** How many of the tasks are there so far. */
  arrived: number;
  of: number;
  issued: Task[];
  problem?: unknown;
}

const IDLE: Issuing = { phase: 'idle', arrived: 0, of: 0, issued: [] };
const MOST_AT_ONCE = 200;
const PATIENCE = 90_000;
const LONGEST_PAUSE = 3_000;

/** Confirms proposals, waits until the tasks made from them are there, and issues these with others that wait for it. */
export function useIssuing(directive: string) {
  const [state, setState] = useState<Issuing>(IDLE);
  const confirm = useConfirmProposals(directive);
  const issue = useIssueTasks();

  const run = async (proposals: readonly Proposal[], waiting: readonly string[]) => {
    const of = proposals.length + waiting.length;
    const step = (phase: Phase, more: Partial<Issuing> = {}) => {
      setState((now) => ({ ...now, phase, of, ...more }));
    };
    try {
      step('confirming', { arrived: 0, issued: [], problem: undefined });
      const tasks = [...waiting];
      for (const some of inParts(proposals)) {
        const { proposals: confirmed = [] } = await confirm.mutateAsync(some.map((one) => one.name ?? ''));
        tasks.push(...confirmed.map((one) => one.task ?? ''));
      }
      step('waiting');
      const missing = await arrival(tasks, (arrived) => {
        step('waiting', { arrived });
      });
      const there = tasks.filter((task) => !missing.includes(task));
      step('issuing');
      const issued: Task[] = [];
      for (const some of inParts(there)) issued.push(...((await issue.mutateAsync([...some])).tasks ?? []));
      step(missing.length > 0 ? 'late' : 'done', { issued });
    } catch (problem) {
      step('failed', { problem });
    }
  };
  return {
    state,
    run,
    reset: () => {
      setState(IDLE);
    },
    isRunning: ['confirming', 'waiting', 'issuing'].includes(state.phase),
  };
}

function inParts<T>(all: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let at = 0; at < all.length; at += MOST_AT_ONCE) found.push(all.slice(at, at + MOST_AT_ONCE));
  return found;
}

/** Waits until the tasks exist: they come by an event, a moment after the proposals are confirmed. Returns what is late. */
async function arrival(tasks: readonly string[], tell: (arrived: number) => void): Promise<string[]> {
  let missing = [...tasks];
  let pause = 300;
  for (const end = Date.now() + PATIENCE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const still: string[] = [];
    for (const task of missing) if (!(await isThere(task))) still.push(task);
    missing = still;
    tell(tasks.length - missing.length);
    if (missing.length === 0 || Date.now() > end) return missing;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function isThere(task: string): Promise<boolean> {
  try {
    await ok(api.GET('/v1/tasks/{task}', { params: { path: { task: id(task) } } }));
    return true;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return false;
    throw problem;
  }
}
