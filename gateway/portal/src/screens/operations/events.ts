import type { Schemas } from '@/api/client';

export type StuckEvent = Schemas['operations.StuckEvent'];
export type Intervention = Schemas['operations.Intervention'];

/** The services that subscribe to events of others. */
export const SUBSCRIBERS = ['document', 'notification', 'reporting', 'task'] as const;
export type Subscriber = (typeof SUBSCRIBERS)[number];

/** The service of a name such as `subscribers/task/stuckEvents/1`. */
export function subscriberOf(name: string | undefined): Subscriber {
  const given = name?.split('/')[1];
  return SUBSCRIBERS.find((one) => one === given) ?? 'task';
}

/** What is stuck at all services, those first that have been stuck longest. */
export function oldestFirst(lists: readonly (readonly StuckEvent[])[]): StuckEvent[] {
  return lists.flat().sort((one, other) => compare(one.stuckTime, other.stuckTime));
}

/** What was done at all services, newest first. */
export function newestFirst(lists: readonly (readonly Intervention[])[]): Intervention[] {
  return lists.flat().sort((one, other) => compare(other.createTime, one.createTime));
}

// Times of the API have as many digits as they need, so texts do not compare like times.
function compare(one: string | undefined, other: string | undefined): number {
  return Date.parse(one ?? '') - Date.parse(other ?? '');
}

export type Verb = 'replay' | 'drop';

/** Those of the events with which this can be done now. */
export function allowing(verb: Verb, events: Iterable<StuckEvent>): StuckEvent[] {
  return [...events].filter((event) => event.allowedActions?.includes(verb));
}

/** What publishes the events again that a held one waits for; empty if it is not held. */
export function mendingCommand({ state, source, aggregate }: StuckEvent): string {
  return state === 'HELD' && source && aggregate ? `python -m services.${source} republish ${aggregate}` : '';
}
