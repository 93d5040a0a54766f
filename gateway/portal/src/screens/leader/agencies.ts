import type { AgencyRow, Counts } from '@/api/statistics';
import { inVietnameseOrder } from '@/ui/text';
import type { Sort } from './search';

/** The classes whose rates the official forms have. */
export const RATES = ['DONE_ON_TIME', 'DONE_LATE', 'OPEN_OVERDUE'] as const;

/** The rows in the chosen order, or in the order of agencies. */
export function sorted(rows: AgencyRow[], sort: Sort | undefined, ascending: boolean): AgencyRow[] {
  if (!sort) return rows;
  const way = ascending ? 1 : -1;
  return [...rows].sort(
    (a, b) => way * (value(a.counts, sort) - value(b.counts, sort)) || inVietnameseOrder(a.name, b.name),
  );
}

function value(counts: Counts, sort: Sort): number {
  const of = RATES.find((name) => sort === `RATE_${name}`);
  // Without tasks there is no rate: such a row comes last when the highest rates come first.
  if (of) return counts.TOTAL ? counts[of] / counts.TOTAL : -1;
  return counts[sort as keyof Counts];
}

/** The agencies with the most overdue tasks; with equal numbers, the higher share first. */
export function worst(rows: AgencyRow[], count: number): AgencyRow[] {
  return rows
    .filter((row) => row.counts.OPEN_OVERDUE > 0)
    .sort(
      (a, b) =>
        b.counts.OPEN_OVERDUE - a.counts.OPEN_OVERDUE ||
        b.counts.OPEN_OVERDUE / b.counts.TOTAL - a.counts.OPEN_OVERDUE / a.counts.TOTAL,
    )
    .slice(0, count);
}
