import { expect, test } from 'vitest';
import { signIn } from '@/testing';
import type { Unit } from './names';
import {
  audience,
  firstBasket,
  hasBasket,
  mayCreateTask,
  ownAgency,
  rankOf,
  rolesOf,
  seesEveryAgency,
  seesStatistics,
  type Role,
} from './roles';

test.each<[Role, string, string[]]>([
  ['CHAIRMAN', 'assigned', ['assigned', 'drafts', 'all']],
  ['OFFICE_SPECIALIST', 'monitored', ['monitored', 'drafts', 'all']],
  ['OFFICE_CLERK', 'all', ['all']],
  ['AGENCY_HEAD', 'unit', ['unit', 'coordinating', 'all']],
  ['OFFICER', 'mine', ['mine', 'all']],
])('the baskets of %s begin with %s', async (role, first, all) => {
  await signIn([{ role }]);
  const known = ['mine', 'unit', 'coordinating', 'assigned', 'monitored', 'drafts', 'all'] as const;
  expect(known.filter(hasBasket)).toEqual(all);
  expect(firstBasket()).toBe(first);
});

test('several positions add up', async () => {
  await signIn([{ role: 'OFFICER' }, { role: 'AGENCY_CLERK' }, { role: 'SYSTEM_ADMINISTRATOR' }]);
  expect(audience()).toBe('clerk');
  expect([hasBasket('mine'), hasBasket('coordinating'), hasBasket('assigned')]).toEqual([true, true, false]);
  expect(seesStatistics()).toBe(true);
  expect(mayCreateTask()).toBe(false);
});

test('only a person of an agency has an agency of their own', async () => {
  await signIn([{ role: 'UNIT_HEAD' }, { role: 'AGENCY_HEAD', agency: 'units/so-noi-vu' }]);
  expect(ownAgency()).toBe('units/so-noi-vu');
  await signIn([{ role: 'OFFICE_CHIEF' }, { role: 'AGENCY_HEAD' }]);
  expect(ownAgency()).toBeUndefined();
});

test('an inspector sees every agency, a person without positions nothing', async () => {
  await signIn([{ role: 'INSPECTOR' }]);
  expect([seesEveryAgency(), seesStatistics()]).toEqual([true, false]);
  await signIn();
  expect([seesEveryAgency(), seesStatistics(), mayCreateTask()]).toEqual([false, false, false]);
  expect(firstBasket()).toBe('all');
});

test('a unit has the roles of its kind; the highest ones only a system administrator gives', async () => {
  const roles = (kind: Unit['kind'], group: Unit['group']) => rolesOf({ kind, group } as Unit);
  await signIn([{ role: 'AGENCY_ADMINISTRATOR' }]);
  expect(roles('PROVINCE', 'LEADERSHIP')).toContain('CHAIRMAN');
  expect(roles('AGENCY', 'OFFICE')).toContain('OFFICE_CHIEF');
  expect(roles('AGENCY', 'OFFICE')).not.toContain('AGENCY_HEAD');
  expect(roles('UNIT', 'DEPARTMENT')).toEqual([
    'UNIT_HEAD',
    'AGENCY_CLERK',
    'OFFICER',
    'AGENCY_ADMINISTRATOR',
  ]);
  expect(rolesOf(undefined)).toEqual([]);
  await signIn([{ role: 'SYSTEM_ADMINISTRATOR' }]);
  expect(roles('UNIT', 'DEPARTMENT')).toContain('INSPECTOR');
});

test('leaders stand first in lists', () => {
  expect(rankOf('CHAIRMAN')).toBeLessThan(rankOf('AGENCY_HEAD'));
  expect(rankOf('AGENCY_HEAD')).toBeLessThan(rankOf('OFFICER'));
});
