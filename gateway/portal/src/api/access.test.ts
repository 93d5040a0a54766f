import { expect, test } from 'vitest';
import { assigns, monitors } from './access';

const access = (...baskets: string[]) => ({ baskets, actions: [] });

test('a leader assigns, whatever else waits for the leader first', () => {
  expect(assigns(access('assigned', 'drafts', 'all'))).toBe(true);
  expect(assigns(access('unit', 'assigned', 'all'))).toBe(true);
  expect(assigns(access('monitored', 'drafts', 'all'))).toBe(false);
});

test('a specialist monitors first; a chief monitors among other things', () => {
  expect(monitors(access('monitored', 'drafts', 'all'))).toBe(true);
  expect(monitors(access('all', 'monitored', 'drafts'))).toBe(false);
  expect(monitors(access())).toBe(false);
});
