import { expect, test } from 'vitest';
import { counted, isDoubtful, mayImport, outcomesOf } from './outcomes';

test.each([
  ['chief', ['create', 'issue', 'issueAtOnce', 'propose'], ['ISSUE', 'PROPOSE', 'DRAFT']],
  ['leader', ['create', 'issue', 'issueAtOnce'], ['ISSUE', 'DRAFT']],
  ['specialist', ['create', 'issue', 'propose'], ['PROPOSE', 'ISSUE', 'DRAFT']],
])('what may become of the rows of a %s', (_, actions, outcomes) => {
  expect(outcomesOf({ baskets: [], actions })).toEqual(outcomes);
});

test('a file is imported if something is new and nothing is wrong', () => {
  expect(mayImport({ rows: [{ state: 'READY' }, { state: 'KNOWN' }] })).toBe(true);
  expect(mayImport({ rows: [{ state: 'READY' }, { state: 'WRONG' }] })).toBe(false);
  expect(mayImport({ rows: [{ state: 'KNOWN' }] })).toBe(false);
  expect(mayImport({})).toBe(false);
});

test('rows are counted by their states', () => {
  expect(counted({ rows: [{ state: 'READY' }, { state: 'KNOWN' }, { state: 'READY' }] })).toEqual({
    READY: 2,
    KNOWN: 1,
  });
});

test('a row to import that may repeat a task is doubtful', () => {
  const warnings = [{ description: 'đã có nhiệm vụ' }];
  expect(isDoubtful({ state: 'READY', warnings })).toBe(true);
  expect(isDoubtful({ state: 'READY' })).toBe(false);
  expect(isDoubtful({ state: 'KNOWN', warnings })).toBe(false);
});
