import { CLASSES, FIGURES, type Figure, type Step } from '@/api/statistics';
import { SECTION_KEYS, type SectionKey } from '@/ui/statistics/sections';
import { choice, statisticsSearch, type StatisticsSearch } from '@/ui/statistics/search';

const RATES = ['RATE_DONE_ON_TIME', 'RATE_DONE_LATE', 'RATE_OPEN_OVERDUE'] as const;
export const SORTS = ['TOTAL', ...CLASSES, 'DUE_SOON', ...RATES] as const;
export type Sort = (typeof SORTS)[number];

export interface LeaderSearch extends StatisticsSearch {
  /** The number whose tasks are open, and whose it is: an agency, a group of them, or all of them. */
  show?: Figure;
  of?: string;
  step?: Step;
  sort?: Sort;
  /** The smallest first. */
  ascending?: true;
  /** The page as the meeting room sees it. */
  meeting?: true;
}

export function leaderSearch(raw: Record<string, unknown>): LeaderSearch {
  const show = choice(FIGURES, raw.show);
  const sort = choice(SORTS, raw.sort);
  return {
    ...statisticsSearch(raw),
    show,
    of: show && typeof raw.of === 'string' && isPlace(raw.of) ? raw.of : undefined,
    step: choice(['WEEK', 'MONTH'] as const, raw.step),
    sort,
    ascending: sort && raw.ascending === true ? true : undefined,
    meeting: raw.meeting === true ? true : undefined,
  };
}

export function isSection(of: string | undefined): of is SectionKey {
  return choice(SECTION_KEYS, of) !== undefined;
}

function isPlace(of: string): boolean {
  return isSection(of) || /^[a-z0-9-]{1,63}$/.test(of);
}
