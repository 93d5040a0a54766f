import { Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { Empty, Failure, Loading } from '@/ui/States';
import { baskets, firstBasket } from './baskets';
import { BasketTabs } from './BasketTabs';
import { useBulkJob } from './bulk/bulk';
import { useColumns } from './rows/columns';
import { Counters } from './filters/Counters';
import { filterOf, filterOfAllClasses, isFiltered } from './filters/filter';
import { Pager } from './Pager';
import { Pills } from './filters/Pills';
import { PrintHead } from './PrintHead';
import { countersOf, tasksOf } from './queries';
import type { Search } from './search';
import { TaskList } from './rows/TaskList';
import { ListActions, Toolbar, type Panel } from './Toolbar';
import { useSelection } from './bulk/useSelection';

const FilterPanel = lazy(() => import('./filters/FilterPanel'));
const ColumnPanel = lazy(() => import('./rows/ColumnPanel'));
const BulkBar = lazy(() => import('./bulk/BulkBar'));

/** The work baskets: what waits for whom, and what can be done with many of it at once. */
export function TasksScreen() {
  const { t } = useTranslation('task-list');
  const search = useSearch({ from: '/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const [panel, setPanel] = useState<Panel>();
  const [columns, chooseColumns] = useColumns();

  const basket = search.basket && baskets().includes(search.basket) ? search.basket : firstBasket();
  const filter = filterOf(search);
  const list = useQuery(tasksOf(basket, search));
  // The first rows are rendered piece by piece: all at once they would block the page.
  const ready = useDeferredValue(list.isSuccess, false);
  const counters = useQuery(countersOf(basket, filterOfAllClasses(search)));
  const { data: counted } = useQuery(countersOf(basket, filter));
  const selection = useSelection(`${basket}|${filter}`, list.data?.tasks);
  const job = useBulkJob();

  const change = useCallback(
    (changed: Partial<Search>, replace = false) => {
      void navigate({
        search: (before: Search) => ({ ...before, page: undefined, at: undefined, ...changed }),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  const toggle = (wanted: Panel) => {
    setPanel(panel === wanted ? undefined : wanted);
  };
  const total = counted?.totalCount === undefined ? undefined : Number(counted.totalCount);

  return (
    <Page title={t('title')} actions={<ListActions {...{ basket, search, columns }} />}>
      <PrintHead {...{ basket, search, total }} asOf={counters.data?.asOfDate} shown={list.data?.tasks} />
      <Stack gap="md" data-print="no">
        <BasketTabs chosen={basket} />
        {basket !== 'drafts' && (
          <Counters counters={counters.data} error={counters.error} search={search} onChange={change} />
        )}
        <Toolbar {...{ basket, search, panel, toggle }} onChange={change} />
        <Suspense fallback={<Loading />}>
          {panel === 'filters' && <FilterPanel search={search} onChange={change} />}
          {panel === 'columns' && <ColumnPanel columns={columns} onChange={chooseColumns} />}
        </Suspense>
        <Pills search={search} onChange={change} shown={list.data?.tasks} />
      </Stack>
      {!ready && !list.isError && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {ready && list.isSuccess && list.data.tasks?.length === 0 && (
        <Empty>{t(isFiltered(search) ? 'list.emptyFiltered' : 'list.empty')}</Empty>
      )}
      {ready && list.isSuccess && (
        <TaskList
          tasks={list.data.tasks ?? []}
          waiting={list.isPlaceholderData}
          of={`${basket}|${filter}|${search.sort ?? ''}|${search.at ?? ''}`}
          {...{ columns, search, selection }}
          onChange={change}
        />
      )}
      {ready && list.isSuccess && (
        <Group data-print="no">
          <Pager
            {...{ basket, search, total }}
            shown={list.data.tasks?.length ?? 0}
            nextToken={list.isPlaceholderData ? '' : (list.data.nextPageToken ?? '')}
            onChange={change}
          />
        </Group>
      )}
      {(selection.chosen.size > 0 || job) && (
        <Suspense fallback={null}>
          <BulkBar selection={selection} />
        </Suspense>
      )}
    </Page>
  );
}
