import { oneOf } from '@/api/oneOf';

/** The groups by which people filter their notifications, and the kinds in each. */
export const GROUPS = {
  assigned: [
    'task.issued',
    'task.issued-to-coordinate',
    'task.issued-to-monitor',
    'task.insisted',
    'task.delegated',
  ],
  urged: ['task.urged', 'reminder.*'],
  progress: ['task.accepted', 'task.progressed', 'task.submitted', 'task.returned', 'task.extension-asked'],
  decided: [
    'task.confirmed',
    'task.sent-back',
    'task.extension-decided',
    'task.recalled',
    'task.cancelled',
    'task.suspended',
    'task.resumed',
    'task.reopened',
  ],
  directives: ['directive.*'],
} as const;

export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as Group[];

/** The group of a kind of notification. */
export function groupOf(kind: string): Group | 'other' {
  const found = GROUP_NAMES.find((group) =>
    GROUPS[group].some((one) => (one.endsWith('*') ? kind.startsWith(one.slice(0, -1)) : kind === one)),
  );
  return found ?? 'other';
}

export interface Search {
  unread?: true;
  group?: Group;
}

export function notificationSearch(given: Record<string, unknown>): Search {
  const group = oneOf(GROUP_NAMES, given.group);
  const unread = given.unread === true || given.unread === 'true';
  return { ...(unread && { unread }), ...(group && { group }) };
}
