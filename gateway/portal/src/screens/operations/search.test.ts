import { expect, test } from 'vitest';
import { keyOf, nameOf, operationsSearch } from './search';

test('the address holds a tab and an event', () => {
  expect(operationsSearch({ tab: 'done', event: 'task/1-a' })).toEqual({ tab: 'done', event: 'task/1-a' });
  expect(operationsSearch({ tab: 'stuck' })).toEqual({});
});

test.each(['identity/1', 'task/', 'task/1/2', 'task/..', 7])('%s is no event', (event) => {
  expect(operationsSearch({ event, tab: 'x' })).toEqual({});
});

test('the name of an event is in the address without its collections', () => {
  const name = 'subscribers/task/stuckEvents/1';
  expect(keyOf(name)).toBe('task/1');
  expect(nameOf(keyOf(name))).toBe(name);
});
