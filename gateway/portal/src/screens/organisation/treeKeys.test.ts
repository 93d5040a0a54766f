import { expect, test } from 'vitest';
import type { Unit } from '@/api/names';
import { forestOf, rowsOf } from './forest';
import { keyAction } from './treeKeys';

const unit = (name: string, parentUnit = '') =>
  ({ name, displayName: name, kind: 'UNIT', parentUnit }) as Unit;
const FOREST = forestOf([unit('a'), unit('Đ', 'a'), unit('dự', 'a'), unit('x', 'dự')]);
// a > Đ, dự (folded)
const ROWS = rowsOf(FOREST, (name) => name === 'a');

const press = (key: string, index: number, more: { ctrlKey?: boolean; mayFold?: boolean } = {}) =>
  keyAction({ key, ctrlKey: more.ctrlKey ?? false, metaKey: false }, ROWS, index, more.mayFold ?? true);
const goTo = (name: string) => ({ goTo: ROWS.find((row) => row.name === name) });

test('arrow keys, Home and End move from line to line', () => {
  expect(press('ArrowDown', 0)).toEqual(goTo('Đ'));
  expect(press('ArrowUp', 2)).toEqual(goTo('Đ'));
  expect([press('Home', 2), press('End', 0)]).toEqual([goTo('a'), goTo('dự')]);
  expect(press('ArrowDown', 2)).toEqual({ goTo: undefined });
});

test('right unfolds or goes down, left folds or goes up', () => {
  expect(press('ArrowRight', 2)).toEqual({ unfold: ['dự', true] });
  expect(press('ArrowRight', 0)).toEqual(goTo('Đ'));
  expect(press('ArrowRight', 1)).toEqual({});
  expect(press('ArrowLeft', 0)).toEqual({ unfold: ['a', false] });
  expect(press('ArrowLeft', 1)).toEqual(goTo('a'));
  expect(press('ArrowLeft', 0, { mayFold: false })).toEqual({ goTo: undefined });
});

test('Enter and the space bar choose', () => {
  expect([press('Enter', 1), press(' ', 1)]).toEqual([{ choose: 'Đ' }, { choose: 'Đ' }]);
});

test('a letter leads to the next name that begins with it, without diacritics, around the end', () => {
  expect(press('d', 0)).toEqual(goTo('Đ'));
  expect(press('d', 1)).toEqual(goTo('dự'));
  expect(press('đ', 2)).toEqual(goTo('Đ'));
});

test('other keys are left to the browser', () => {
  expect([press('Tab', 0), press('d', 0, { ctrlKey: true }), press('5', 0)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
