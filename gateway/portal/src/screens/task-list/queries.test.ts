import { expect, test } from 'vitest';
import { basketOf, basketsOf } from './queries';

const access = (...baskets: string[]) => ({ baskets, actions: [] });

test('the tabs keep their order, whichever basket opens first', () => {
  expect(basketsOf(access('monitored', 'drafts', 'all'))).toEqual(['monitored', 'drafts', 'all']);
  expect(basketsOf(access('unit', 'mine', 'coordinated', 'all'))).toEqual([
    'mine',
    'unit',
    'coordinated',
    'all',
  ]);
  expect(basketsOf(access('all', 'followed', 'monitored'))).toEqual(['monitored', 'followed', 'all']);
  expect(basketsOf(access())).toEqual(['all']);
});

test('an address that names none of the baskets opens the first one', () => {
  expect(basketOf({}, access('unit', 'mine', 'all'))).toBe('unit');
  expect(basketOf({ basket: 'mine' }, access('unit', 'mine', 'all'))).toBe('mine');
  expect(basketOf({ basket: 'drafts' }, access('unit', 'mine', 'all'))).toBe('unit');
  expect(basketOf({}, access('all', 'monitored', 'drafts'))).toBe('all');
  expect(basketOf({ basket: 'drafts' }, access())).toBe('all');
});
