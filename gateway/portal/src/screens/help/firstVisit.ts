import { session } from '@/api/session';

const SEEN = 'seen';
/** Set on computers where nobody needs the tour: in a training room, in a test. */
const FOR_EVERYBODY = 'dondoc.tour';
const starters = new Set<() => void>();

function storageKey(): string {
  return `dondoc.tour.${session.get().person}`;
}

/** The guided tour: shown once to each person in a browser, and again on request. */
export const tour = {
  wasSeen: () => [storageKey(), FOR_EVERYBODY].some((key) => localStorage.getItem(key) === SEEN),
  markSeen: () => {
    localStorage.setItem(storageKey(), SEEN);
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
