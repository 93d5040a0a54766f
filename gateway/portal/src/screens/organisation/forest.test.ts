import { expect, test } from 'vitest';
import type { Unit } from '@/api/names';
import { above, forestOf, mayMoveUnder, rowsOf, unitsWith } from './forest';

const unit = (name: string, parentUnit = '', more: Partial<Unit> = {}) =>
  ({ name, displayName: name, kind: 'UNIT', parentUnit, ...more }) as Unit;

const UNITS = [
  unit('Tỉnh', '', { kind: 'PROVINCE' }),
  unit('Sở Y tế', 'Tỉnh', {
    kind: 'AGENCY',
    shortName: 'SYT',
    aliases: ['Ngành y'],
    allowedActions: ['createUnit'],
  }),
  unit('Phòng A', 'Sở Y tế', { allowedActions: ['createUnit'] }),
  unit('Tổ B', 'Phòng A', { allowedActions: ['createUnit'] }),
  unit('Sở Nội vụ', 'Tỉnh', { kind: 'AGENCY' }),
  unit('Đội C', 'đã giải thể'),
];
const FOREST = forestOf(UNITS);
const named = (name: string) => FOREST.byName.get(name)!;

test('a unit whose parent is not there stands at the top', () => {
  expect(FOREST.roots.map(({ name }) => name)).toEqual(['Tỉnh', 'Đội C']);
  expect(above(FOREST, 'Tổ B').map(({ name }) => name)).toEqual(['Tỉnh', 'Sở Y tế', 'Phòng A']);
});

test('units are found by any part of any name, without diacritics', () => {
  expect([...unitsWith(UNITS, 'y te')]).toEqual(['Sở Y tế']);
  expect([...unitsWith(UNITS, 'nganh SYT')]).toEqual(['Sở Y tế']);
  expect([...unitsWith(UNITS, 'so vu')]).toEqual(['Sở Nội vụ']);
  expect(unitsWith(UNITS, 'zz').size).toBe(0);
});

test('folded units hide what is below them', () => {
  const rows = rowsOf(FOREST, (name) => name === 'Tỉnh');
  expect(
    rows.map(({ name, level, number, siblings, open }) => [name, level, number, siblings, open]),
  ).toEqual([
    ['Tỉnh', 1, 1, 2, true],
    ['Sở Y tế', 2, 1, 2, false],
    ['Sở Nội vụ', 2, 2, 2, undefined],
    ['Đội C', 1, 2, 2, undefined],
  ]);
});

test('a search shows what it found and the way there, all unfolded', () => {
  const rows = rowsOf(FOREST, () => false, new Set(['Phòng A']));
  expect(rows.map(({ name, open }) => [name, open])).toEqual([
    ['Tỉnh', true],
    ['Sở Y tế', true],
    ['Phòng A', undefined],
  ]);
});

test('a unit moves to what its administrator changes, but not below itself', () => {
  const room = named('Phòng A');
  const may = (other: string) => mayMoveUnder(FOREST, room, named(other));
  expect(['Tỉnh', 'Sở Y tế', 'Phòng A', 'Tổ B', 'Sở Nội vụ'].filter(may)).toEqual(['Sở Y tế']);
});
