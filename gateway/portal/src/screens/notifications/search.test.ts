import { expect, test } from 'vitest';
import { groupOf, notificationSearch } from './search';

test.each([
  ['TASK_ISSUED', 'assigned'],
  ['REMINDER_DUE_TODAY', 'urged'],
  ['DIRECTIVE_FORWARDED', 'directives'],
  ['TASK_SOMETHING_NEW', 'other'],
])('a notification of kind %s is in the group %s', (kind, group) => {
  expect(groupOf(kind)).toBe(group);
});

test('an address asks only for what is understood', () => {
  expect(notificationSearch({ unread: 'true', group: 'decided' })).toEqual({
    unread: true,
    group: 'decided',
  });
  expect(notificationSearch({ unread: 'yes', group: 'all' })).toEqual({});
});
