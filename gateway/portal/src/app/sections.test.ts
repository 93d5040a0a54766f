import { expect, test } from 'vitest';
import { sectionAt, sectionsOf } from './sections';

const keys = (may: Parameters<typeof sectionsOf>[0]) => sectionsOf(may).map(({ key }) => key);

test('a section for what only some people may do is in their menu alone', () => {
  const nothing = { decide: false, seeStatistics: false, mendEvents: false, assignTasks: false };
  expect(keys(nothing)).toEqual(['tasks', 'directives', 'notifications', 'organisation', 'help']);
  expect(keys({ ...nothing, mendEvents: true })).toContain('operations');
  expect(keys({ ...nothing, assignTasks: true })).toContain('assign');
  expect(keys({ ...nothing, decide: true })[0]).toBe('deciding');
  expect(keys({ ...nothing, seeStatistics: true })).toEqual(expect.arrayContaining(['leader', 'reports']));
});

test('an address belongs to the section that says most of it', () => {
  const all = sectionsOf({ decide: true, seeStatistics: true, mendEvents: true, assignTasks: true });
  expect(
    ['/tasks', '/tasks/new', '/tasks/a1', '/elsewhere'].map((path) => sectionAt(path, all)?.key),
  ).toEqual(['tasks', 'assign', 'tasks', undefined]);
});
