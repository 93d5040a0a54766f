// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { pagesOf } from './pages';

beforeEach(() => {
  sessionStorage.clear();
});

test('turning pages leads forward and back', () => {
  const second = pagesOf('unit', {}).next('b');
  expect(second).toEqual({ page: 2, at: 'b' });
  const third = pagesOf('unit', second).next('c');
  expect(third).toEqual({ page: 3, at: 'c' });
  expect(pagesOf('unit', third).number).toBe(3);
  expect(pagesOf('unit', third).previous()).toEqual(second);
  expect(pagesOf('unit', second).previous()).toEqual({ page: undefined, at: undefined });
});

test('a page that was opened by its address leads back to the first one', () => {
  expect(pagesOf('unit', { page: 7, at: 'x' }).previous()).toEqual({ page: undefined, at: undefined });
});

test('the tokens of one list are not those of another', () => {
  const third = pagesOf('unit', pagesOf('unit', {}).next('b')).next('c');
  for (const other of [
    pagesOf('mine', third),
    pagesOf('unit', { ...third, text: 'đất' }),
    pagesOf('unit', { ...third, sort: '-title' }),
    pagesOf('unit', { ...third, size: 100 }),
  ])
    expect(other.previous()).toEqual({ page: undefined, at: undefined });
});

test('what is kept may be broken', () => {
  sessionStorage.setItem('dondoc.pages', '{');
  expect(pagesOf('unit', {}).next('b')).toEqual({ page: 2, at: 'b' });
});
