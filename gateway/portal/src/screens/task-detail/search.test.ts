import { expect, test } from 'vitest';
import { taskSearch } from './search';

test('only a known step opens a form', () => {
  expect(taskSearch({ step: 'submit', x: 1 })).toEqual({ step: 'submit' });
  expect(taskSearch({ step: '<b>' })).toEqual({});
});
