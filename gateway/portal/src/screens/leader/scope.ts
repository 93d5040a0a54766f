import { id } from '@/api/client';
import type { AgencyRow, Counts, Statistics } from '@/api/statistics';
import { sectionsOf, type SectionKey } from '@/ui/statistics/sections';
import { isSection } from './search';

/** The agencies whose figure is open. */
export interface Scope {
  name: string;
  counts: Counts;
  /** Absent, all agencies. */
  agencies?: AgencyRow[];
}

/** What an address means by `of`; undefined if the table has no such row. */
export function scopeOf(
  statistics: Statistics,
  of: string | undefined,
  names: { sum: string; group: (key: SectionKey) => string },
): Scope | undefined {
  if (of === undefined) return { name: names.sum, counts: statistics.total };
  if (isSection(of)) {
    const section = sectionsOf(statistics).find((one) => one.key === of);
    return section && { name: names.group(of), counts: section.counts, agencies: section.rows };
  }
  const row = statistics.rows.find((one) => id(one.agency) === of);
  return row && { name: row.name, counts: row.counts, agencies: [row] };
}
