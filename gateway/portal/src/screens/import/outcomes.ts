import { issuesAtOnce, type TaskAccess } from '@/api/access';
import type { Imported, Outcome, Row } from './commands';

/** What may become of the rows, the usual first. */
export function outcomesOf(access: TaskAccess): Outcome[] {
  const may = (action: string) => access.actions.includes(action);
  const all: [Outcome, boolean][] = [
    ['ISSUE', issuesAtOnce(access)],
    ['PROPOSE', may('propose')],
    ['ISSUE', may('issue') && !issuesAtOnce(access)],
    ['DRAFT', true],
  ];
  return all.filter(([, allowed]) => allowed).map(([outcome]) => outcome);
}

type State = Exclude<Row['state'], undefined>;

/** How many rows there are of each state. */
export function counted({ rows = [] }: Imported): Partial<Record<State, number>> {
  const counts: Partial<Record<State, number>> = {};
  for (const { state } of rows) if (state) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Whether a row that would be imported may repeat a task that exists. */
export const isDoubtful = ({ state, warnings }: Row) => state === 'READY' && Boolean(warnings?.length);

/** Whether an import would create something and is not refused. */
export function mayImport(looked: Imported): boolean {
  const { READY, WRONG } = counted(looked);
  return Boolean(READY) && !WRONG;
}
