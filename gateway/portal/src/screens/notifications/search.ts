/** What people look for among their notifications, and the kinds that it stands for. */
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

export interface Search {
  unread?: true;
  group?: Group;
}

export function notificationSearch(given: Record<string, unknown>): Search {
  const group = GROUP_NAMES.find((name) => name === given.group);
  const unread = given.unread === true || given.unread === 'true';
  return { ...(unread && { unread }), ...(group && { group }) };
}
