import { expect, test } from 'vitest';
import { changedParts } from './changes';

const change = (fieldPath: string, before: string, after: string) => ({ fieldPath, before, after });

test('what the step says by itself is not shown', () => {
  expect(changedParts([change('assign_date', '', '2026-11-24')])).toEqual([]);
});

test('words are shown as they are, units and people by their names', () => {
  expect(changedParts([change('title', 'Cũ', 'Mới')])).toEqual([
    { field: 'title', before: [{ text: 'Cũ' }], after: [{ text: 'Mới' }], files: [] },
  ]);
  const holder = changedParts([
    change('holder.unit', '', 'units/phong'),
    change('holder.person', '', 'people/an'),
  ]);
  expect(holder).toEqual([
    { field: 'holder', before: [], after: [{ name: 'units/phong' }, { name: 'people/an' }], files: [] },
  ]);
  const coordinations = changedParts([change('coordinations', '', 'units/a: Rà soát, units/b')]);
  expect(coordinations[0]?.after).toEqual([{ name: 'units/a' }, { name: 'units/b' }]);
});

test('the part of a coordinator is shown after the name of the coordinator', () => {
  const found = changedParts([
    change('coordination.unit', '', 'units/a'),
    change('coordination.due_date', '', '2026-11-24'),
    change('coordination.progress.percent', '20', '60'),
  ]);
  expect(found).toEqual([
    {
      field: 'coordination',
      before: [{ text: '20 %' }],
      after: [{ name: 'units/a' }, { text: '24/11/2026' }, { text: '60 %' }],
      files: [],
    },
  ]);
});

test('progress is a share, a text, which may look like another key, and its files', () => {
  const found = changedParts([
    change('progress.percent', '20', '60'),
    change('progress.text', '', 'Đã họp; kết quả: tốt'),
    change('progress.obstacles', '', 'không'),
    change('progress.files', 'files/1', 'files/2, files/3'),
  ]);
  expect(found).toEqual([
    {
      field: 'progress',
      before: [{ text: '20 %' }],
      after: [{ text: '60 %' }, { text: 'Đã họp; kết quả: tốt' }],
      files: ['files/2', 'files/3'],
    },
  ]);
});

test('a due date is a day with the words of the directive, or none', () => {
  const found = changedParts([
    change('due.kind', 'NONE', 'FIXED'),
    change('due.date', '', '2026-11-24'),
    change('due.words', '', 'trước 24/11'),
  ]);
  expect(found).toEqual([
    {
      field: 'due',
      before: [{ kind: 'NONE' }],
      after: [{ text: '24/11/2026' }, { text: 'trước 24/11' }],
      files: [],
    },
  ]);
});

test('an extension is the date asked for and the date granted, each by itself', () => {
  const found = changedParts([
    change('extensions.asked_date', '', '2026-12-31'),
    change('extensions.granted_date', '', '2026-12-20'),
  ]);
  expect(found).toEqual([
    { field: 'asked_date', before: [], after: [{ text: '31/12/2026' }], files: [] },
    { field: 'granted_date', before: [], after: [{ text: '20/12/2026' }], files: [] },
  ]);
});

test('a cause of delay has a kind of the catalogue', () => {
  const found = changedParts([
    change('delay_cause.kind', '', 'OBJECTIVE'),
    change('delay_cause.text', '', 'Mưa lũ'),
  ]);
  expect(found[0]?.after).toEqual([{ kind: 'OBJECTIVE' }, { text: 'Mưa lũ' }]);
  expect(
    changedParts([
      change('delay_cause.contest', '', 'CONTESTED'),
      change('delay_cause.document_number', '', '128/BC-SYT'),
    ])[0]?.after,
  ).toEqual([{ kind: 'CONTESTED' }, { text: '128/BC-SYT' }]);
  expect(changedParts([change('delay_cause.decision', '', 'REFUSED')])[0]?.after).toEqual([
    { kind: 'REFUSED' },
  ]);
});

test('the holder is shown with whoever works beside, and the date that the agency has set', () => {
  const found = changedParts([
    change('holder.person', '', 'people/an'),
    change('holder.co_holder', '', 'people/binh'),
    change('internal_due_date', '', '2026-11-20'),
  ]);
  expect(found.map(({ after }) => after)).toEqual([
    [{ name: 'people/an' }, { name: 'people/binh' }],
    [{ text: '20/11/2026' }],
  ]);
});
