import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import type { Statistics } from '@/api/statistics';
import { iso, today, written } from '../dates';
import { ordinal, type Period } from './period';
import type { StatisticsSearch } from './search';

const ROMAN = ['', 'I', 'II', 'III', 'IV'];

/** The name of a period: `Quý III/2026`. */
export function usePeriodName() {
  const { t } = useTranslation('statistics');
  return (period: Exclude<Period, 'range'>, day: Dayjs): string => {
    const { number, year } = ordinal(period, day);
    return t(`named.${period}`, {
      number,
      year,
      roman: ROMAN[number] ?? '',
      half: t(number === 1 ? 'named.firstHalf' : 'named.secondHalf'),
    });
  };
}

/** The period of an address as a title has it; empty for a range of days. */
export function usePeriodTitle({ period = 'year', at }: StatisticsSearch): string {
  const name = usePeriodName();
  return period === 'range' ? '' : name(period, dayjs(at ?? iso(today())));
}

/** What was counted, in words: `nhiệm vụ giao trong kỳ; Phó Chủ tịch Trần Quốc Hưởng giao`. */
export function useScope(statistics: Statistics, search: StatisticsSearch): string {
  const { t } = useTranslation('statistics');
  const leader = useNamed(search.leader && `people/${search.leader}`);
  const words = [t(`scope.${statistics.cohort}`)];
  if (search.leader)
    words.push(`${t('leader')}: ${[leader?.title, leader?.displayName].filter(Boolean).join(' ') || '…'}`);
  return words.join('; ');
}

/** `từ ngày 01/01/2026 đến ngày 25/11/2026`. */
export function useSpan(statistics: Statistics): string {
  const { t } = useTranslation('statistics');
  return t('between', { start: written(statistics.start), end: written(statistics.end) });
}
