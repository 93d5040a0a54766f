import { id } from '@/api/client';
import type { AgencyRow, Counts, Statistics } from '@/api/statistics';
import { sectionsOf, type SectionKey } from '@/ui/statistics/sections';
import { isSection } from './search';

/** Whose number is open. */
export interface Place {
  name: string;
  counts: Counts;
  /** All agencies if absent. */
  agencies?: AgencyRow[];
}

/** Finds what an address means by `of`; undefined if the table has no such row. */
export function placeOf(
  statistics: Statistics,
  of: string | undefined,
  names: { sum: string; group: (key: SectionKey) => string },
): Place | undefined {
  if (of === undefined) return { name: names.sum, counts: statistics.total };
  if (isSection(of)) {
    const section = sectionsOf(statistics).find((one) => one.key === of);
    return section && { name: names.group(of), counts: section.counts, agencies: section.rows };
  }
  const row = statistics.rows.find((one) => id(one.agency) === of);
  return row && { name: row.name, counts: row.counts, agencies: [row] };
}
