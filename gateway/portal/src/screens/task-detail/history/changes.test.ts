import { expect, test } from 'vitest';
import { changedField } from './changes';

const change = (fieldPath: string, before: string, after: string) =>
  changedField({ fieldPath, before, after });

test('what the step says by itself is not shown', () => {
  expect(change('submitted_at', '', '2026-11-24')).toEqual([]);
});

test('words are shown as they are, units and people by their names', () => {
  expect(change('title', 'Cũ', 'Mới')).toEqual([
    { field: 'title', before: [{ text: 'Cũ' }], after: [{ text: 'Mới' }] },
  ]);
  expect(change('holder', '', 'units/phong people/an')[0]?.after).toEqual([
    { name: 'units/phong' },
    { name: 'people/an' },
  ]);
});

test('progress is a share and a text, which may look like another key', () => {
  const after = 'at: 2026-11-24; by: people/an; text: Đã họp; kết quả: tốt; percent: 60; obstacles: không';
  expect(change('progress', '', after)[0]?.after).toEqual([
    { text: '60 %' },
    { text: 'Đã họp; kết quả: tốt' },
  ]);
});

test('a due date is a day with the words of the directive, or none', () => {
  const after = 'kind: FIXED; day: 2026-11-24; words: trước 24/11; recurrence: ';
  expect(change('due', 'kind: NONE; day: ; words: ', after)).toEqual([
    { field: 'due', before: [{ kind: 'NONE' }], after: [{ text: '24/11/2026' }, { text: 'trước 24/11' }] },
  ]);
});
