import type { Directive } from './queries';

export type Action = 'update' | 'forward' | 'createProposal' | 'changeProposals' | 'confirmProposals';

/** Whether the server says that the person may do it now. */
export function may(directive: Directive, action: Action): boolean {
  return directive.allowedActions?.includes(action) ?? false;
}
