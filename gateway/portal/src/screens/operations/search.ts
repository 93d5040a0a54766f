import { oneOf } from '@/api/oneOf';
import { SUBSCRIBERS } from './events';

export const TABS = ['stuck', 'done'] as const;
export type Tab = (typeof TABS)[number];

export interface Search {
  /** What is stuck unless it says otherwise. */
  tab?: Tab;
  /** The event whose details are shown: `notification/6f0c…`. */
  event?: string;
}

const EVENT = new RegExp(`^(${SUBSCRIBERS.join('|')})/[a-z0-9-]{1,63}$`);

export function operationsSearch(given: Record<string, unknown>): Search {
  const tab = oneOf(TABS, given.tab);
  const { event } = given;
  return {
    ...(tab && tab !== 'stuck' && { tab }),
    ...(typeof event === 'string' && EVENT.test(event) && { event }),
  };
}

/** The resource name of the event in the address. */
export function nameOf(event: string): string {
  return `subscribers/${event.replace('/', '/stuckEvents/')}`;
}

/** What the address holds of an event's name. */
export function keyOf(name: string): string {
  const [, subscriber = '', , event = ''] = name.split('/');
  return `${subscriber}/${event}`;
}
