import { expect, test } from 'vitest';
import { allowing, mendingCommand, newestFirst, oldestFirst, subscriberOf, type StuckEvent } from './events';

test('the service is the second part of the name', () => {
  expect(subscriberOf('subscribers/reporting/stuckEvents/1')).toBe('reporting');
});

test('what has been stuck longest comes first, whatever its service and the digits of its time', () => {
  const lists = [
    [{ name: 'b', stuckTime: '2026-11-24T08:00:00.5Z' }],
    [{ name: 'c', stuckTime: '2026-11-24T08:00:01Z' }],
    [{ name: 'a', stuckTime: '2026-11-24T08:00:00Z' }],
  ];
  expect(oldestFirst(lists).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('what was done last comes first', () => {
  const lists = [
    [{ name: 'a', createTime: '2026-11-24T08:00:00Z' }],
    [
      { name: 'b', createTime: '2026-11-24T08:00:00.000001Z' },
      { name: 'c', createTime: '2026-11-23T08:00:00Z' },
    ],
  ];
  expect(newestFirst(lists).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test('only what the API allows is done', () => {
  const events: StuckEvent[] = [
    { name: 'parked', allowedActions: ['replay', 'drop'] },
    { name: 'held', allowedActions: ['drop'] },
    { name: 'replayed', allowedActions: [] },
  ];
  expect(allowing('replay', events).map(({ name }) => name)).toEqual(['parked']);
  expect(allowing('drop', events).map(({ name }) => name)).toEqual(['parked', 'held']);
});

test('only for a held event something is to be published again', () => {
  const event: StuckEvent = { state: 'HELD', source: 'task', aggregate: 'tasks/1' };
  expect(mendingCommand(event)).toBe('python -m services.task republish tasks/1');
  expect(mendingCommand({ ...event, state: 'PARKED' })).toBe('');
});
