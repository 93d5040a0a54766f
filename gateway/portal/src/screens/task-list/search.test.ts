import { expect, test } from 'vitest';
import { basketSearch } from './search';

test('an address that says nothing shows open tasks, any other exactly what it says', () => {
  expect(basketSearch({})).toEqual({ open: true });
  expect(basketSearch({ basket: 'mine' })).toEqual({ basket: 'mine' });
});

test('what is wrong in an address is dropped', () => {
  const asked = {
    basket: 'theirs',
    class: 'OPEN',
    mark: 'DUE_SOON',
    lead: 'people/an',
    assigner: 'people/an',
    field: 'no-such-field',
    dueFrom: '24/11/2026',
    dueTo: '2026-11-24',
    sort: '-title',
    size: 7,
    open: 'true',
    text: '215',
    whatever: '<script>',
  };
  expect(basketSearch(asked)).toEqual({
    mark: 'DUE_SOON',
    assigner: 'people/an',
    dueTo: '2026-11-24',
    sort: '-title',
    open: true,
    text: '215',
  });
});

test('a page needs its number and its token', () => {
  expect(basketSearch({ page: 3, at: 'token', size: '100' })).toEqual({ page: 3, at: 'token', size: 100 });
  for (const half of [{ page: 3 }, { at: 'token' }, { page: 1, at: 'token' }, { page: 1.5, at: 'token' }])
    expect(basketSearch(half)).toEqual({});
});
