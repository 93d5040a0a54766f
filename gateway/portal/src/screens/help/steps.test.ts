import { expect, test } from 'vitest';
import { signIn } from '@/testing';
import { ownSteps } from './steps';

const anchors = () => ownSteps().map(({ part, anchor }) => `${part}.${anchor}`);

test('the tour is that of the audience', async () => {
  await signIn([{ role: 'OFFICER' }]);
  expect(anchors()).toEqual(['officer.start', 'officer.tasks', 'officer.bell', 'officer.help']);
});

test('a person who also administers is shown where, unless the tour is long', async () => {
  await signIn([{ role: 'AGENCY_CLERK' }, { role: 'AGENCY_ADMINISTRATOR' }]);
  expect(anchors().slice(-2)).toEqual(['administrator.organisation', 'clerk.help']);
  await signIn([{ role: 'CHAIRMAN' }, { role: 'SYSTEM_ADMINISTRATOR' }]);
  expect(anchors()).not.toContain('administrator.organisation');
});
