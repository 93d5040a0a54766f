import { CLASSES, FIGURES, type Figure, type Step } from '@/api/statistics';
import { SECTION_KEYS, type SectionKey } from '@/ui/statistics/sections';
import { isTrue, oneOf } from '@/api/oneOf';
import { statisticsSearch, type StatisticsSearch } from '@/ui/statistics/search';

const RATES = ['RATE_DONE_ON_TIME', 'RATE_DONE_LATE', 'RATE_OPEN_OVERDUE'] as const;
export const SORTS = ['TOTAL', ...CLASSES, 'DUE_SOON', ...RATES] as const;
export type Sort = (typeof SORTS)[number];

export interface LeaderSearch extends StatisticsSearch {
  /** The figure whose tasks are shown, and its scope: an agency, a group of agencies, or all of them if absent. */
  show?: Figure;
  of?: string;
  step?: Step;
  sort?: Sort;
  /** The smallest first. */
  ascending?: true;
  /** The page in large type for a meeting room. */
  meeting?: true;
}

export function leaderSearch(raw: Record<string, unknown>): LeaderSearch {
  const show = oneOf(FIGURES, raw.show);
  const sort = oneOf(SORTS, raw.sort);
  return {
    ...statisticsSearch(raw),
    show,
    of: show && typeof raw.of === 'string' && isScope(raw.of) ? raw.of : undefined,
    step: oneOf(['WEEK', 'MONTH'] as const, raw.step),
    sort,
    ascending: sort && isTrue(raw.ascending),
    meeting: isTrue(raw.meeting),
  };
}

export function isSection(of: string | undefined): of is SectionKey {
  return oneOf(SECTION_KEYS, of) !== undefined;
}

function isScope(of: string): boolean {
  return isSection(of) || /^[a-z0-9-]{1,63}$/.test(of);
}
