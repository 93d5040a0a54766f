import type { Schemas } from '@/api/client';

export type Reading = Exclude<Schemas['document.Directive.Reading'], 'READING_UNSPECIFIED'>;

export const READINGS: readonly Reading[] = ['PENDING', 'READ', 'SCAN', 'UNREADABLE'];

/** What the list of directives shows, as its address says. */
export interface DirectiveSearch {
  q?: string;
  /** With proposals that wait for somebody. */
  open?: true;
  forwarded?: true;
  unopened?: true;
  reading?: Reading;
}

export type Search = DirectiveSearch;

export function directiveSearch(raw: Record<string, unknown>): DirectiveSearch {
  const words = typeof raw.q === 'number' ? String(raw.q) : raw.q;
  const reading = READINGS.find((one) => one === raw.reading);
  return {
    ...(typeof words === 'string' && words.trim() && { q: words.slice(0, 200) }),
    ...(raw.open === true && { open: true as const }),
    ...(raw.forwarded === true && { forwarded: true as const }),
    ...(raw.unopened === true && { unopened: true as const }),
    ...(reading && { reading }),
  };
}
