import { expect, test } from 'vitest';
import { sectionsOf } from './sections';

const keys = (may: Parameters<typeof sectionsOf>[0]) => sectionsOf(may).map(({ key }) => key);

test('a section for what only some people may do is in their menu alone', () => {
  const nothing = { seeStatistics: false, mendEvents: false };
  expect(keys(nothing)).toEqual(['tasks', 'directives', 'notifications', 'organisation', 'help']);
  expect(keys({ ...nothing, mendEvents: true })).toContain('operations');
  expect(keys({ ...nothing, seeStatistics: true })).toEqual(expect.arrayContaining(['leader', 'reports']));
});
