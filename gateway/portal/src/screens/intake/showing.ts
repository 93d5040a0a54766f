import { useEffect, useRef, useState } from 'react';
import { id } from '@/api/client';
import type { Proposal } from './queries';

export const cardOf = ({ name = '' }: Proposal) => `proposal-${id(name)}`;
export const markOf = ({ name = '' }: Proposal) => `passage-${id(name)}`;

export interface Showing {
  /** The name of the proposal that is highlighted on both sides. */
  active: string;
  /** Scrolls to a proposal's card, or to its passage in the text, and focuses it. */
  show: (proposal: Proposal, where: 'card' | 'text') => void;
}

/** Which proposal is highlighted, on its card and in the text. */
export function useShowing(proposals: readonly Proposal[]): Showing {
  const [wanted, setWanted] = useState<{ name: string; element: string }>();
  const shown = useRef<object>(undefined);
  // A new proposal is shown as soon as the list has it.
  useEffect(() => {
    const element = wanted && document.getElementById(wanted.element);
    if (!element || shown.current === wanted) return;
    shown.current = wanted;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    element.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    element.focus({ preventScroll: true });
  }, [wanted, proposals]);
  return {
    active: wanted?.name ?? '',
    show: (proposal, where) => {
      const element = where === 'card' ? cardOf(proposal) : markOf(proposal);
      setWanted({ name: proposal.name ?? '', element });
    },
  };
}
