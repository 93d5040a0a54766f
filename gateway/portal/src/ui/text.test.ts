import { expect, test } from 'vitest';
import { fileSize, inVietnameseOrder, number, percent, plain, rate } from './text';

test.each([
  ['Sở Y tế', 'so y te'],
  ['ĐẮK LẮK', 'dak lak'],
  ['Đôn đốc', 'don doc'],
])('%s is searched as %s', (text, searched) => {
  expect(plain(text)).toBe(searched);
  expect(plain(text.normalize('NFD'))).toBe(searched);
});

test('names are in the order of Vietnamese dictionaries', () => {
  expect(['Đạt', 'Dũng', 'Ân', 'An', 'Ánh'].sort(inVietnameseOrder)).toEqual([
    'An',
    'Ánh',
    'Ân',
    'Dũng',
    'Đạt',
  ]);
});

test.each([
  [1, 8, '12,5'],
  // Halves go up; as binary fractions 0.15 % and 1.005 % would go down.
  [3, 2000, '0,2'],
  [201, 20000, '1,0'],
  [1, 3, '33,3'],
  [2, 3, '66,7'],
  [5, 5, '100,0'],
  [0, 7, '0,0'],
  [0, 0, '–'],
])('%i of %i is %s per cent', (part, whole, written) => {
  expect(rate(part, whole, 'vi')).toBe(written);
  expect(percent(part, whole, 'vi')).toBe(whole ? `${written} %` : '–');
});

test('numbers and sizes follow the language', () => {
  expect([number(12345, 'vi'), number(12345, 'en')]).toEqual(['12.345', '12,345']);
  expect([fileSize('1234567', 'vi'), fileSize('1234567', 'en')]).toEqual(['1,2 MB', '1.2 MB']);
  expect([fileSize(999_499, 'vi'), fileSize(1, 'vi'), fileSize(undefined, 'vi')]).toEqual([
    '999 kB',
    '1 kB',
    '1 kB',
  ]);
});
