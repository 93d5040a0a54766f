import { expect, test } from 'vitest';
import { signIn } from '@/testing';
import { organisationSearch } from './search';

test('an address asks only for what is understood; today is not the past', async () => {
  await signIn();
  expect(organisationSearch({ unit: 'van-phong', person: '../x', asOf: '2026-11-24', find: '2' })).toEqual({
    unit: 'van-phong',
    find: '2',
  });
  expect(organisationSearch({ asOf: '2025-01-31', find: '' })).toEqual({ asOf: '2025-01-31' });
  expect(organisationSearch({ asOf: '2025-02-30' })).toEqual({});
});
