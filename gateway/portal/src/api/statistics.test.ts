import { expect, test } from 'vitest';
import { statistics, sum } from './statistics';

const row = (agency: string, [onTime, late, inTime, overdue]: number[], total?: number) => ({
  agency: `units/${agency}`,
  displayName: agency,
  counts: {
    total: total ?? onTime! + late! + inTime! + overdue!,
    doneOnTime: onTime,
    doneLate: late,
    openInTime: inTime,
    openOverdue: overdue,
  },
});
const answer = (agencies: ReturnType<typeof row>[], total: ReturnType<typeof row>) =>
  ({ agencies, total: total.counts }) as unknown as Parameters<typeof statistics>[0];

test('a table that adds up has nothing wrong', () => {
  const found = statistics(answer([row('a', [1, 2, 3, 4]), row('b', [5, 0, 0, 0])], row('', [6, 2, 3, 4])));
  expect(found.wrong).toEqual([]);
  expect(found.rows.map(({ counts }) => counts.TOTAL)).toEqual([10, 5]);
  expect(found.total).toEqual(sum(found.rows.map(({ counts }) => counts)));
});

test('a row that does not add up is named', () => {
  const found = statistics(
    answer([row('a', [1, 2, 3, 4], 11), row('b', [0, 0, 0, 0])], row('', [1, 2, 3, 4], 11)),
  );
  expect(found.wrong).toEqual(['a', '']);
});

test('a total that is not the sum of the rows is wrong without a name', () => {
  expect(statistics(answer([row('a', [1, 0, 0, 0])], row('', [2, 0, 0, 0]))).wrong).toEqual(['']);
});

test('what the answer leaves out counts as nothing', () => {
  const found = statistics({});
  expect(found.rows).toEqual([]);
  expect(found.total.TOTAL).toBe(0);
  expect(found.cohort).toBe('TO_BE_DONE_IN_PERIOD');
});
