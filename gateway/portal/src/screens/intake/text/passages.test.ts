import { expect, test } from 'vitest';
import type { Proposal } from '../queries';
import { characters, locate, paragraphs, parts, trimmed, wordsAt } from './passages';

const proposal = (name: string, quoteStart: number, quoteEnd: number) =>
  ({ name, quoteStart, quoteEnd }) as Proposal;

test('characters beyond the first plane count once, as in the API', () => {
  const text = '𡨸 Nôm 😀!';
  expect(characters(text)).toHaveLength(8);
  expect(wordsAt(text, { start: 6, end: 8 })).toBe('😀!');
});

test('a text is cut where passages begin and end, also inside each other', () => {
  const text = 'Giao Sở Y tế.\n\nGiao Sở Nội vụ.';
  const outer = proposal('outer', 0, 13);
  const inner = proposal('inner', 5, 12);
  const [first, second] = paragraphs(text, [outer, inner]);
  expect(first?.segments.map((segment) => [segment.text, segment.quotedBy.map(({ name }) => name)])).toEqual([
    ['Giao ', ['outer']],
    ['Sở Y tế', ['outer', 'inner']],
    ['.', ['outer']],
  ]);
  expect(first?.segments.map(({ begins }) => begins.length)).toEqual([1, 1, 0]);
  expect(second).toMatchObject({
    start: 15,
    segments: [{ start: 15, text: 'Giao Sở Nội vụ.', quotedBy: [] }],
  });
});

test('a passage over several paragraphs begins once', () => {
  const found = paragraphs('a\nb', [proposal('both', 0, 3)]);
  expect(found.map(({ segments }) => segments[0]?.quotedBy.length)).toEqual([1, 1]);
  expect(found.map(({ segments }) => segments[0]?.begins.length)).toEqual([1, 0]);
});

test('proposals without a passage cut nothing', () => {
  expect(paragraphs('abc', [{} as Proposal, proposal('empty', 1, 1)])[0]?.segments).toHaveLength(1);
});

test('a selection loses the blanks at its ends', () => {
  expect(trimmed('  Giao việc \n', { start: 0, end: 13 })).toEqual({ start: 2, end: 11 });
  expect(trimmed('a   b', { start: 1, end: 4 })).toBeUndefined();
});

test('typed words are found whatever their blanks and capitals', () => {
  const text = 'Tuy nhiên,  thời gian\nqua, các CHỦ đầu tư';
  const found = locate(text, ' thời gian   qua, các chủ đầu tư ');
  expect(found && wordsAt(text, found)).toBe('thời gian\nqua, các CHỦ đầu tư');
  expect(locate(text.normalize('NFC'), 'nhiên'.normalize('NFD'))).toEqual({ start: 4, end: 9 });
  expect([locate(text, 'không có'), locate(text, '  ')]).toEqual([undefined, undefined]);
});

test('a passage is split after its sentences, else after its commas', () => {
  const text = 'x Giao A: báo cáo; giao B. Hết, rồi';
  const pieces = parts(text, { start: 2, end: 26 });
  expect(pieces.map((piece) => piece.text)).toEqual(['Giao A: ', 'báo cáo; ', 'giao B.']);
  for (const piece of pieces) expect(text.slice(piece.start)).toMatch(new RegExp(`^${piece.text}`));
  expect(parts('một, hai', { start: 0, end: 8 }).map((piece) => piece.text)).toEqual(['một, ', 'hai']);
  expect(parts('một', { start: 0, end: 3 })).toHaveLength(1);
});
