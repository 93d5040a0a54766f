import { session } from '@/api/session';

const SEEN = 'seen';
/** Set where nobody shall be led: a machine of a training room, a test. */
const FOR_EVERYBODY = 'dondoc.tour';
const starters = new Set<() => void>();

function place(): string {
  return `dondoc.tour.${session.get().person}`;
}

/** The guided tour: shown once to a person on a machine, and whenever it is asked for. */
export const tour = {
  wasSeen: () => [place(), FOR_EVERYBODY].some((key) => localStorage.getItem(key) === SEEN),
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
