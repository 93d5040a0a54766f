import { expect, test } from 'vitest';
import { filterOf, filterOfAllClasses, isFiltered, orderOf } from './filter';

test('the filter has a term for each part of the address', () => {
  const search = {
    basket: 'unit',
    class: 'OPEN_OVERDUE',
    lead: 'units/so-y-te',
    text: 'đất',
    dueFrom: '2026-01-01',
    dueTo: '2026-12-31',
  } as const;
  expect(filterOf(search)).toBe(
    'class = "OPEN_OVERDUE" AND lead = "units/so-y-te" AND text:"đất"' +
      ' AND due_date >= "2026-01-01" AND due_date <= "2026-12-31"',
  );
  expect(filterOf({ undated: true })).toBe('due_date = "NONE"');
  expect(filterOf({ taskSet: 'taskSets/s' })).toBe('task_set = "taskSets/s"');
  expect(filterOf({ alone: true })).toBe('task_set = ""');
  expect(filterOf({})).toBe('');
});

test('quotes and backslashes cannot leave their term', () => {
  expect(filterOf({ text: 'a" OR class = "\\' })).toBe('text:"a\\" OR class = \\"\\\\"');
});

test('open tasks are those in no state in which a task is over', () => {
  expect(filterOf({ open: true }).split(' AND ')).toEqual([
    'state != "COMPLETED"',
    'state != "RECALLED"',
    'state != "CANCELLED"',
    'state != "REJECTED"',
  ]);
});

test('coordinated tasks are filtered by the part of the reader’s agency', () => {
  const search = { basket: 'coordinated', open: true, class: 'OPEN_OVERDUE', mark: 'DUE_SOON' } as const;
  expect(filterOf(search).split(' AND ').slice(0, 4)).toEqual([
    'coordination_class = "OPEN_OVERDUE"',
    'coordination_mark = "DUE_SOON"',
    'coordination_class != "DONE_ON_TIME"',
    'coordination_class != "DONE_LATE"',
  ]);
});

test('the counters count what the list would show without their own filter', () => {
  expect(filterOfAllClasses({ open: true, class: 'DONE_LATE', mark: 'DUE_SOON', field: 'van-xa' })).toBe(
    'field = "van-xa"',
  );
});

test('a list is sorted by its due date unless the address says otherwise', () => {
  expect([orderOf({}), orderOf({ sort: 'title' }), orderOf({ sort: '-lead' })]).toEqual([
    'due_date',
    'title',
    'lead desc',
  ]);
});

test('basket, order and page are no filters', () => {
  expect(isFiltered({ basket: 'mine', sort: 'title', size: 20, page: 2, at: 't' })).toBe(false);
  expect(isFiltered({ undated: true })).toBe(true);
  expect(isFiltered({ open: true })).toBe(true);
});
