import type { Schemas } from '@/api/client';
import { isTrue, oneOf } from '@/api/oneOf';

type Kind = NonNullable<Schemas['notification.Notification']['kind']>;

/** The groups by which people filter their notifications, and the kinds in each. */
export const GROUPS = {
  assigned: [
    'TASK_ISSUED',
    'TASK_ISSUED_TO_COORDINATE',
    'TASK_COORDINATION_SET',
    'TASK_ISSUED_TO_MONITOR',
    'TASK_ISSUED_FOR_ASSIGNER',
    'TASK_PROPOSED',
    'TASK_INSISTED',
    'TASK_REDONE',
    'TASK_DELEGATED',
    'TASK_CO_HELD',
  ],
  urged: [
    'TASK_URGED',
    'TASK_COORDINATION_URGED',
    'REMINDER_DUE_IN_3',
    'REMINDER_DUE_IN_1',
    'REMINDER_DUE_TODAY',
    'REMINDER_INTERNAL_DUE_IN_3',
    'REMINDER_INTERNAL_DUE_IN_1',
    'REMINDER_INTERNAL_DUE_TODAY',
    'REMINDER_NOT_ACCEPTED',
    'REMINDER_OVERDUE_FIRST',
    'REMINDER_OVERDUE',
    'REMINDER_OVERDUE_OFFICE',
    'REMINDER_OVERDUE_LEADER',
    'REMINDER_NO_PROGRESS',
    'REMINDER_UNANSWERED',
  ],
  progress: [
    'TASK_ACCEPTED',
    'TASK_PROGRESSED',
    'TASK_SUBMITTED',
    'TASK_RETURNED',
    'TASK_EXTENSION_REQUESTED',
    'TASK_DECISION_DEMANDED',
    'TASK_STATE_CHANGED',
    'TASK_CAUSE_STATED',
    'TASK_CAUSE_CONTESTED',
    'TASK_APPROVAL_SOUGHT',
    'TASK_WITHDRAWN',
    'TASK_COORDINATION_REPORTED',
  ],
  decided: [
    'TASK_CONFIRMED',
    'TASK_SENT_BACK',
    'TASK_EXTENSION_DECIDED',
    'TASK_RECALLED',
    'TASK_CANCELLED',
    'TASK_SUSPENDED',
    'TASK_RESUMED',
    'TASK_REOPENED',
    'TASK_TRANSFERRED',
    'TASK_ADJUSTED',
    'TASK_CAUSE_DECIDED',
    'TASK_CONTEST_DECIDED',
    'TASK_APPROVED',
    'TASK_CHANGES_ASKED',
    'TASK_COORDINATION_SENT_BACK',
  ],
  comments: ['TASK_OPINION_GIVEN', 'TASK_MENTIONED'],
  directives: ['DIRECTIVE_FORWARDED', 'DIRECTIVE_SUPERSEDED', 'SUPERSESSION_TAKEN_BACK'],
} as const satisfies Record<string, readonly Kind[]>;

export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as Group[];

/** The group of a kind of notification. */
export function groupOf(kind: string): Group | 'other' {
  return GROUP_NAMES.find((group) => oneOf(GROUPS[group], kind)) ?? 'other';
}

export interface Search {
  unread?: true;
  group?: Group;
}

export function notificationSearch(given: Record<string, unknown>): Search {
  const group = oneOf(GROUP_NAMES, given.group);
  const unread = isTrue(given.unread);
  return { ...(unread && { unread }), ...(group && { group }) };
}
