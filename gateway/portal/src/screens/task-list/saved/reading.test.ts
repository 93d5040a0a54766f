import { expect, test } from 'vitest';
import { filterOf, orderOf } from '../filters/filter';
import { basketSearch, type Search } from '../search';
import { searchOf } from './reading';

test.each<Search>([
  { open: true },
  { basket: 'coordinated', open: true, class: 'OPEN_OVERDUE', mark: 'DUE_SOON' },
  { basket: 'mine', class: 'OPEN_OVERDUE', lead: 'units/so-y-te' },
  {
    basket: 'all',
    text: 'báo cáo "215/TB" \\ AND',
    dueFrom: '2026-11-01',
    dueTo: '2026-11-30',
    sort: '-lead',
  },
  { basket: 'unit', undated: true, state: 'IN_PROGRESS', field: 'noi-vu', sort: 'title' },
  {
    basket: 'monitored',
    mark: 'DUE_SOON',
    assigner: 'people/a',
    monitor: 'people/b',
    holder: 'people/c',
    directive: 'directives/d',
  },
  { basket: 'all', taskSet: 'taskSets/s', open: true },
  { basket: 'all', alone: true },
])('what the list shows is found again in what was saved (%#)', (search) => {
  const saved = {
    basket: search.basket && `baskets/${search.basket}`,
    filter: filterOf(search),
    orderBy: orderOf(search),
  };
  expect(searchOf(saved)).toEqual(basketSearch({ basket: 'all', sort: 'due_date', ...search }));
});

test.each([
  { filter: 'proposal = "directives/d/proposals/1"' },
  { filter: 'state != "COMPLETED"' },
  { filter: 'holder_unit = "units/a"' },
  { filter: 'class = "OPEN"' },
  { filter: '(state = "DRAFT")' },
  { orderBy: 'lead,title' },
  { orderBy: 'create_time' },
])('what the list cannot show is not shown as something else (%#)', (saved) => {
  expect(searchOf(saved)).toBeUndefined();
});

test('a search is sorted by relevance, as it was saved', () => {
  const search = basketSearch({ basket: 'all', text: 'tiêm chủng' });
  expect(searchOf({ filter: filterOf(search), orderBy: orderOf(search) })).toEqual(search);
});
