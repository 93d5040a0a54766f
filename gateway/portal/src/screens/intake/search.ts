import type { Schemas } from '@/api/client';
import { isTrue, oneOf } from '@/api/oneOf';

export type Reading = Exclude<Schemas['document.Directive.Reading'], 'READING_UNSPECIFIED'>;

export const READINGS: readonly Reading[] = ['PENDING', 'READ', 'SCAN', 'UNREADABLE'];

/** The filters of the list of directives, as the address has them. */
export interface DirectiveSearch {
  q?: string;
  /** With proposals that nobody has decided yet. */
  open?: true;
  forwarded?: true;
  unopened?: true;
  /** With tasks that ask what becomes of them, since the directive was recalled, replaced or amended. */
  affected?: true;
  reading?: Reading;
}

export function directiveSearch(raw: Record<string, unknown>): DirectiveSearch {
  const words = raw.q;
  const reading = oneOf(READINGS, raw.reading);
  return {
    ...(typeof words === 'string' && words.trim() && { q: words.slice(0, 200) }),
    ...(isTrue(raw.open) && { open: true as const }),
    ...(isTrue(raw.forwarded) && { forwarded: true as const }),
    ...(isTrue(raw.unopened) && { unopened: true as const }),
    ...(isTrue(raw.affected) && { affected: true as const }),
    ...(reading && { reading }),
  };
}
