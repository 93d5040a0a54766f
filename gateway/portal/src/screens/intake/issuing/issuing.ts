import { useState } from 'react';
import { api, id, ok } from '@/api/client';
import { Problem } from '@/api/problem';
import { useConfirmProposals, useIssueTasks } from '../commands';
import type { Task } from '@/api/tasks';
import type { Proposal } from '../queries';

export type Phase = 'idle' | 'confirming' | 'waiting' | 'issuing' | 'done' | 'late' | 'failed';

export interface Issuing {
  phase: Phase;
  /** How many of the tasks exist so far. */
  arrived: number;
  of: number;
  issued: Task[];
  problem?: unknown;
}

const IDLE: Issuing = { phase: 'idle', arrived: 0, of: 0, issued: [] };
const PER_CALL = 200;
const PATIENCE_MS = 90_000;
const FIRST_PAUSE_MS = 300;
const LONGEST_PAUSE_MS = 3_000;

/** Confirms proposals, waits for the tasks made from them, and issues these together with tasks that already wait. */
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
      const missing = await arrival(tasks, (count) => {
        step('waiting', { arrived: count });
      });
      const arrived = tasks.filter((task) => !missing.includes(task));
      step('issuing');
      const issued: Task[] = [];
      for (const some of inParts(arrived)) issued.push(...((await issue.mutateAsync([...some])).tasks ?? []));
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

/** A list cut into pieces that one call can take. */
export function inParts<T>(all: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let at = 0; at < all.length; at += PER_CALL) found.push(all.slice(at, at + PER_CALL));
  return found;
}

/**
 * Waits until the tasks exist: an event makes them, a moment after the proposals are confirmed. Returns those that do not
 * exist when patience ends.
 */
async function arrival(tasks: readonly string[], onArrival: (arrived: number) => void): Promise<string[]> {
  let missing = [...tasks];
  let pause = FIRST_PAUSE_MS;
  for (const end = Date.now() + PATIENCE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const still: string[] = [];
    for (const task of missing) if (!(await exists(task))) still.push(task);
    missing = still;
    onArrival(tasks.length - missing.length);
    if (missing.length === 0 || Date.now() > end) return missing;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function exists(task: string): Promise<boolean> {
  try {
    await ok(api.GET('/v1/tasks/{task}', { params: { path: { task: id(task) } } }));
    return true;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 404) return false;
    throw problem;
  }
}
