import { expect, test } from 'vitest';
import { basketSearch } from '@/screens/task-list/search';
import { parseSearch, stringifySearch } from './searchParams';

test.each(['21e45089', '1e999', '215', '007', '1.50', 'true', 'null', '"x"', '[1]', 'a&b=c', 'đôn đốc +1'])(
  'a search for %s is for exactly this text',
  (text) => {
    const read = basketSearch(parseSearch(stringifySearch({ text })));
    expect(read).toEqual({ text });
  },
);

test('numbers, switches and what is left out come back from an address', () => {
  const search = { open: true, size: 100, page: 3, at: 'x', lead: undefined };
  expect(stringifySearch({})).toBe('');
  expect(basketSearch(parseSearch(stringifySearch(search)))).toEqual(basketSearch(search));
});
