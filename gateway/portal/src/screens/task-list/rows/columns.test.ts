import { expect, test } from 'vitest';
import { COLUMNS, exportedOf } from './columns';

test('the workbook has the columns of the list in its order, after the title', () => {
  const shown = COLUMNS.filter(({ key }) => ['due', 'lead', 'urgings'].includes(key));
  expect(exportedOf(shown)).toEqual(['title', 'lead', 'due', 'days_left', 'urging_count']);
});
