import { expect, test } from 'vitest';
import type { Person, Position } from '@/api/people';
import { day } from '@/testing';
import { positionOf, type PositionFields } from './forms/positionFields';
import { inOrder } from './positions';

test('positions are in the order of roles, then of names', () => {
  const position = (role: string, personDisplayName: string) => ({ role, personDisplayName }) as Position;
  const positions = [position('OFFICER', 'Dũng'), position('OFFICER', 'Ánh'), position('AGENCY_HEAD', 'Ý')];
  expect(inOrder(positions).map(({ personDisplayName }) => personDisplayName)).toEqual(['Ý', 'Ánh', 'Dũng']);
});

const FIELDS: PositionFields = {
  unit: 'units/a',
  person: { name: 'people/an', displayName: 'An' } as Person,
  role: 'OFFICER',
  title: 'Chuyên viên',
  fields: ['van-xa'],
  startDate: day('2026-11-24'),
  endDate: undefined,
};

test('only roles whose work is divided by fields have fields', () => {
  expect(positionOf(FIELDS)).toEqual({
    person: 'people/an',
    role: 'OFFICER',
    title: 'Chuyên viên',
    startDate: day('2026-11-24'),
  });
  expect(positionOf({ ...FIELDS, role: 'OFFICE_CHIEF', endDate: day('2026-12-31') })).toMatchObject({
    fields: ['van-xa'],
    endDate: day('2026-12-31'),
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
