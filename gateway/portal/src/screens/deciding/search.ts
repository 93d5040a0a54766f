import { DECISIONS, type PendingDecision } from '@/api/deciding';
import { oneOf } from '@/api/oneOf';

/** What the address of the list says: the only decision that is shown. */
export interface DecidingSearch {
  decision?: PendingDecision;
}

export function decidingSearch(given: Record<string, unknown>): DecidingSearch {
  const decision = oneOf(DECISIONS, given.decision);
  return decision ? { decision } : {};
}
