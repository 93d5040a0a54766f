// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { picked, useSelection } from './useSelection';

const ROWS = ['a', 'b', 'c', 'd', 'e'].map((name) => [name, name.toUpperCase()] as const);
const names = (chosen: ReadonlyMap<string, string>) => [...chosen.keys()].sort().join('');
const pick = (before: string, last: string | undefined, name: string, through = false) => {
  const chosen = new Map(ROWS.filter(([one]) => before.includes(one)));
  return names(picked({ chosen, last }, ROWS, name, through));
};

test('a pick chooses a row, or takes it back', () => {
  expect(pick('', undefined, 'b')).toBe('b');
  expect(pick('bc', 'c', 'b')).toBe('c');
});

test('a pick through chooses all between it and the one before, in both directions', () => {
  expect(pick('b', 'b', 'd', true)).toBe('bcd');
  expect(pick('d', 'd', 'a', true)).toBe('abcd');
  expect(pick('abcd', 'a', 'c', true)).toBe('d');
  expect(pick('', undefined, 'c', true)).toBe('c');
  expect(pick('x', 'row of another page', 'c', true)).toBe('c');
});

interface Row {
  name: string;
  title: string;
}
const nameOf = (row: Row) => row.name;
const row = (name: string, title = name): Row => ({ name, title });

test('the choice stays over pages, and shows rows as they are now', () => {
  const { result, rerender } = renderHook(({ of, rows }) => useSelection(of, rows, nameOf), {
    initialProps: { of: 'list', rows: [row('1'), row('2')] },
  });
  act(() => {
    result.current.pickAll(true);
  });
  rerender({ of: 'list', rows: [row('2', 'new title'), row('3')] });
  expect([...result.current.chosen.values()].map(({ title }) => title)).toEqual(['1', 'new title']);
  act(() => {
    result.current.pickAll(false);
  });
  expect([...result.current.chosen.keys()]).toEqual(['1']);
  act(() => {
    result.current.choose([row('3'), row('4')]);
  });
  expect([...result.current.chosen.keys()]).toEqual(['1', '3', '4']);
  rerender({ of: 'another list', rows: [row('1')] });
  expect(result.current.chosen.size).toBe(0);
});
