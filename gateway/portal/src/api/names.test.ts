import { expect, test } from 'vitest';
import { provinceOf, unitsWithin, type Unit } from './names';

const unit = (name: string, kind: Unit['kind'], more: Partial<Unit> = {}): Unit => ({
  name,
  kind,
  displayName: name,
  startDate: {} as Unit['startDate'],
  ...more,
});

const UNITS = [
  unit('units/phong-b', 'UNIT', { parentUnit: 'units/phong-a' }),
  unit('units/phong-a', 'UNIT', { parentUnit: 'units/so' }),
  unit('units/tinh', 'PROVINCE'),
  unit('units/so', 'AGENCY', { parentUnit: 'units/tinh', group: 'DEPARTMENT' }),
  unit('units/van-phong', 'AGENCY', { parentUnit: 'units/tinh', group: 'OFFICE' }),
  unit('units/phong-c', 'UNIT', { parentUnit: 'units/van-phong', group: 'OFFICE' }),
];

test('the units within another one are found in any order', () => {
  expect([...unitsWithin(UNITS, 'units/so')].sort()).toEqual(['units/phong-a', 'units/phong-b', 'units/so']);
  expect(unitsWithin(UNITS, 'units/tinh').size).toBe(UNITS.length);
});

test('the province and its Office are known by kind and group', () => {
  expect(provinceOf(UNITS)?.name).toBe('units/tinh');
  expect(provinceOf([])).toBeUndefined();
});
