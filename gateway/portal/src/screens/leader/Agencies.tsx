import { NativeSelect, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Statistics } from '@/api/statistics';
import { Section } from '@/ui/Section';
import { sectionsOf } from '@/ui/statistics/sections';
import { oneOf } from '@/api/oneOf';
import { AgencyCards } from './AgencyCards';
import { sorted } from './agencies';
import { AgencyTable } from './AgencyTable';
import { SORTS, type Sort } from './search';

const route = getRouteApi('/leader');

/** The figures by agency in the groups of the official forms: a table, or cards on a narrow screen. */
export function Agencies({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation('leader');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const wide = useMediaQuery('(min-width: 75em)', true, { getInitialValueInEffect: false });
  const sections = sectionsOf(statistics).map((section) => ({
    ...section,
    rows: sorted(section.rows, search.sort, search.ascending ?? false),
  }));
  const onSort = (sort: Sort | undefined, ascending: boolean) =>
    void navigate({
      search: { ...search, sort, ascending: (sort && ascending) || undefined },
      replace: true,
      resetScroll: false,
    });
  return (
    <Section
      title={t('agencies.title')}
      aside={
        !wide &&
        statistics.rows.length > 1 && (
          <NativeSelect
            aria-label={t('agencies.sort')}
            value={search.sort ?? ''}
            data={[
              { value: '', label: t('agencies.byPlace') },
              ...SORTS.map((sort) => ({ value: sort, label: sortName(sort) })),
            ]}
            onChange={(event) => {
              onSort(oneOf(SORTS, event.currentTarget.value), false);
            }}
          />
        )
      }
    >
      {wide ? (
        <AgencyTable statistics={statistics} sections={sections} search={search} onSort={onSort} />
      ) : (
        <AgencyCards statistics={statistics} sections={sections} />
      )}
      <Text size="xs" c="dimmed">
        {t('agencies.formula')}
      </Text>
    </Section>
  );

  function sortName(sort: Sort): string {
    if (sort === 'RATE_DONE_ON_TIME') return t('rateName.DONE_ON_TIME');
    if (sort === 'RATE_DONE_LATE') return t('rateName.DONE_LATE');
    if (sort === 'RATE_OPEN_OVERDUE') return t('rateName.OPEN_OVERDUE');
    return t(`column.${sort}`);
  }
}
