import { oneOf } from '@/api/oneOf';
import { statisticsSearch, type StatisticsSearch } from '@/ui/statistics/search';

export const FORMS = ['1', '2'] as const;

export interface ReportSearch extends StatisticsSearch {
  /** The form of docs/domain.md, section Reports; the summary by agency if absent. */
  form?: 2;
}

export function reportSearch(raw: Record<string, unknown>): ReportSearch {
  return { ...statisticsSearch(raw), form: oneOf(FORMS, String(raw.form)) === '2' ? 2 : undefined };
}
