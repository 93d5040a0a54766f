import { expect, test } from 'vitest';
import type { Person, Position } from '@/api/people';
import { positionOf, type PositionFields } from './forms/positionFields';
import { inOrder } from './positions';

test('positions are in the order of ranks, then of names', () => {
  const position = (rank: number, personDisplayName: string) => ({ rank, personDisplayName }) as Position;
  const positions = [position(9, 'Dũng'), position(9, 'Ánh'), position(4, 'Ý')];
  expect(inOrder(positions).map(({ personDisplayName }) => personDisplayName)).toEqual(['Ý', 'Ánh', 'Dũng']);
});

const FIELDS: PositionFields = {
  unit: 'units/a',
  person: { name: 'people/an', displayName: 'An' } as Person,
  role: { role: 'OFFICER', hasFields: false },
  title: 'Chuyên viên',
  fields: ['van-xa'],
  startDate: '2026-11-24',
  endDate: undefined,
};

test('only roles whose work is divided by fields have fields', () => {
  expect(positionOf(FIELDS)).toEqual({
    person: 'people/an',
    role: 'OFFICER',
    title: 'Chuyên viên',
    startDate: '2026-11-24',
  });
  expect(
    positionOf({ ...FIELDS, role: { role: 'OFFICE_CHIEF', hasFields: true }, endDate: '2026-12-31' }),
  ).toMatchObject({
    fields: ['van-xa'],
    endDate: '2026-12-31',
  });
});

test.each<Partial<PositionFields>>([
  { unit: '' },
  { person: undefined },
  { role: undefined },
  { startDate: undefined },
])('without %j there is no position to give', (absent) => {
  expect(positionOf({ ...FIELDS, ...absent })).toBeUndefined();
});
