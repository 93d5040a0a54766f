import { given } from '@/ui/dates';
import type { Proposal } from '../queries';

export type Lack = 'title' | 'lead' | 'output' | 'due';

/** What a proposal lacks to become a task: rõ người, rõ việc, rõ thời gian, rõ sản phẩm (docs/domain.md, section Life cycle). */
export function lacks(proposal: Proposal): Lack[] {
  const found: Lack[] = [];
  if (!proposal.title) found.push('title');
  if (!proposal.lead) found.push('lead');
  if (!proposal.output) found.push('output');
  if (!isDueSaid(proposal)) found.push('due');
  return found;
}

function isDueSaid({ dueKind, dueDate, recurrence }: Proposal): boolean {
  if (dueKind === 'FIXED') return Boolean(given(dueDate));
  return dueKind === 'NONE' || (dueKind === 'PERIODIC' && Boolean(recurrence));
}
