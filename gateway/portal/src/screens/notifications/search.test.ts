import { expect, test } from 'vitest';
import { groupOf, notificationSearch } from './search';

test.each([
  ['task.issued', 'assigned'],
  ['reminder.due-soon', 'urged'],
  ['directive.forwarded', 'directives'],
  ['task.something-new', 'other'],
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
