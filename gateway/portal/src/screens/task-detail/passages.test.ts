import { expect, test } from 'vitest';
import { cutAt } from './passages';

test('a quote is found whatever its blanks and line ends', () => {
  expect(cutAt('Điều 1.\nGiao  Sở Y tế\nbáo cáo. Hết', 'Giao Sở Y tế báo cáo.')).toEqual([
    'Điều 1.\n',
    'Giao  Sở Y tế\nbáo cáo.',
    ' Hết',
  ]);
});

test('a quote may have any sign', () => {
  expect(cutAt('Chi 50% (năm mươi) [a].', '50% (năm mươi) [a].')[1]).toBe('50% (năm mươi) [a].');
});

test.each(['', '   ', 'không có'])('without the quote “%s” nothing is marked', (quote) => {
  expect(cutAt('văn bản', quote)).toEqual(['văn bản', '', '']);
});
