import { expect, test } from 'vitest';
import { changedFields, differences, picked } from './differences';

interface Values {
  title: string;
  lead: string;
  due?: { date: string };
}
const BASE: Values = { title: 'Báo cáo', lead: 'Sở Y tế' };
const words = {
  label: (field: keyof Values) => field.toUpperCase(),
  value: (of: Values, field: keyof Values) => JSON.stringify(of[field]),
  untouched: '–',
};

test('fields are compared by their content', () => {
  expect(changedFields(BASE, { ...BASE })).toEqual([]);
  expect(changedFields({ ...BASE, due: { date: '1' } }, { ...BASE, due: { date: '1' } })).toEqual([]);
  expect(changedFields({ ...BASE, due: undefined }, BASE)).toEqual([]);
  expect(changedFields(BASE, { ...BASE, due: { date: '1' } })).toEqual(['due']);
});

test('only the changed fields are sent', () => {
  const values = { ...BASE, title: 'Tờ trình' };
  expect(picked(values, changedFields(values, BASE))).toEqual({ title: 'Tờ trình' });
});

test('a conflict shows both versions; what only the other person has changed is marked', () => {
  const values = { ...BASE, title: 'Của tôi' };
  const saved = { ...BASE, title: 'Của người khác', lead: 'Sở Nội vụ' };
  expect(differences({ values, base: BASE }, saved, words)).toEqual([
    { field: 'TITLE', mine: '"Của tôi"', theirs: '"Của người khác"' },
    { field: 'LEAD', mine: '–', theirs: '"Sở Nội vụ"' },
  ]);
});
