import type { Directive } from '@/api/directives';

export type Action =
  | 'update'
  | 'delete'
  | 'supersede'
  | 'takeBackSupersession'
  | 'listAffectedTasks'
  | 'keepTasks'
  | 'reread'
  | 'forward'
  | 'listProposals'
  | 'createProposal'
  | 'changeProposals'
  | 'confirmProposals';

/** Whether the API allows the person to do it now. */
export function may(directive: Directive, action: Action): boolean {
  return directive.allowedActions?.includes(action) ?? false;
}
