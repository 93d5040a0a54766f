import { expect, test } from 'vitest';
import { signIn } from '@/testing';
import { audience, audiences } from './audience';

test('of several positions, the help follows the one that works most with tasks', async () => {
  await signIn([{ role: 'OFFICER' }, { role: 'AGENCY_CLERK' }, { role: 'SYSTEM_ADMINISTRATOR' }]);
  expect(audiences()).toEqual(['clerk', 'officer', 'administrator']);
  expect(audience()).toBe('clerk');
});

test('a person without positions reads what officers read', async () => {
  await signIn();
  expect(audience()).toBe('officer');
});
