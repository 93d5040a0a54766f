import { expect, test } from 'vitest';
import { directiveSearch } from './search';

test('an address asks only for what is understood', () => {
  expect(directiveSearch({ q: '215', open: 'true', unopened: 'yes', reading: 'SCAN', page: 'x' })).toEqual({
    q: '215',
    open: true,
    reading: 'SCAN',
  });
  expect(directiveSearch({ q: '  ', reading: 'LOST' })).toEqual({});
  expect(directiveSearch({ q: 'a'.repeat(300) }).q).toHaveLength(200);
});
