import { session } from '@/api/session';

const SEEN = 'seen';
const starters = new Set<() => void>();

function place(): string {
  return `dondoc.tour.${session.get().person}`;
}

/** The guided tour: shown once to a person on a machine, and whenever it is asked for. */
export const tour = {
  wasSeen: () => localStorage.getItem(place()) === SEEN,
  markSeen: () => {
    localStorage.setItem(place(), SEEN);
  },
  start: () => {
    starters.forEach((starter) => {
      starter();
    });
  },
  onStart: (starter: () => void) => {
    starters.add(starter);
    return () => {
      starters.delete(starter);
    };
  },
};
