import { sum, type AgencyRow, type Counts, type Statistics } from '@/api/statistics';

/** On the official forms the Office stands first among the departments. */
const SECTIONS = [
  { key: 'DEPARTMENT', groups: ['OFFICE', 'DEPARTMENT'] },
  { key: 'LOCALITY', groups: ['LOCALITY'] },
  { key: 'OTHER', groups: ['OTHER'] },
] as const;

export const SECTION_KEYS = SECTIONS.map((section) => section.key);
export type SectionKey = (typeof SECTIONS)[number]['key'];

export interface Section {
  key: SectionKey;
  rows: AgencyRow[];
  counts: Counts;
}

/** The rows in the groups of the official forms, without empty groups. */
export function sectionsOf(statistics: Statistics): Section[] {
  return SECTIONS.map(({ key, groups }) => {
    const rows = statistics.rows.filter((row) => (groups as readonly string[]).includes(row.group));
    return { key, rows, counts: sum(rows.map((row) => row.counts)) };
  }).filter((section) => section.rows.length > 0);
}
