import { expect, test } from 'vitest';
import { sum, type AgencyRow, type Statistics } from '@/api/statistics';
import { sectionsOf } from './sections';

const row = (agency: string, group: string, total: number): AgencyRow => ({
  agency,
  name: agency,
  group,
  counts: { ...sum([]), TOTAL: total },
});

test('the Office stands among the departments, and empty groups are left out', () => {
  const rows = [row('huyen', 'LOCALITY', 2), row('so', 'DEPARTMENT', 3), row('van-phong', 'OFFICE', 4)];
  const sections = sectionsOf({ rows } as Statistics);
  expect(sections.map(({ key, counts }) => [key, counts.TOTAL])).toEqual([
    ['DEPARTMENT', 7],
    ['LOCALITY', 2],
  ]);
});
