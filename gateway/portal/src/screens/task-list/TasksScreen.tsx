import { Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTaskAccess } from '@/api/access';
import type { Task } from '@/api/tasks';
import { Page } from '@/ui/Page';
import { Empty, Failure, Loading } from '@/ui/States';
import { useSelection } from '@/ui/useSelection';
import { useCataloguesSoon } from '@/ui/useCataloguesSoon';
import { BasketTabs } from './BasketTabs';
import { useBulkJob } from './bulk/bulk';
import { Counters } from './filters/Counters';
import { filterOf, filterOfAllClasses, isFiltered } from './filters/filter';
import { Pills } from './filters/Pills';
import { Pager } from './Pager';
import { PrintHead } from './PrintHead';
import { basketOf, countersOf, tasksOf } from './queries';
import { asOwnPart } from './rows/ownPart';
import { useColumns, type Column } from './rows/columns';
import { TaskList } from './rows/TaskList';
import { goToFirst } from './rows/useListKeys';
import type { Basket, Search } from './search';
import { ListActions, Toolbar, type Panel } from './Toolbar';
import classes from './TasksScreen.module.css';

const FilterPanel = lazy(() => import('./filters/FilterPanel'));
const ColumnPanel = lazy(() => import('./rows/ColumnPanel'));
const SavedPanel = lazy(() => import('./saved/SavedPanel'));
const MonthView = lazy(() => import('./month/MonthView'));
const SetHead = lazy(() => import('./sets/SetHead'));
const BulkBar = lazy(() => import('./bulk/BulkBar'));

interface Shared {
  basket: Basket;
  search: Search;
  columns: Column[];
  onChange: (changed: Partial<Search>, replace?: boolean) => void;
}

/** The work baskets: the tasks that wait for the person, and what can be done with many of them at once. */
export function TasksScreen() {
  const { t } = useTranslation('task-list');
  useCataloguesSoon('task-detail', 'steps', 'cause', 'history', 'coordination');
  const search = useSearch({ from: '/tasks' });
  const [columns, chooseColumns] = useColumns();
  const basket = basketOf(search, useTaskAccess());
  const { data: shown } = useQuery({ ...tasksOf(basket, search), enabled: !search.month });
  const counters = useQuery(countersOf(basket, filterOfAllClasses(search)));
  const total = useTotal(basket, search);
  const onChange = useChange();
  const shared = { basket, search, columns, onChange };
  return (
    <>
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          goToFirst();
        }}
      >
        {t('list.skip')}
      </a>
      <Page title={t('title')} actions={<ListActions {...shared} />}>
        <PrintHead {...{ basket, search, total }} asOf={counters.data?.asOfDate} shown={shown?.tasks} />
        <Stack gap="xs" data-print="no">
          <Panels {...shared} onColumns={chooseColumns} />
          {basket !== 'drafts' && (
            <Counters counters={counters.data} error={counters.error} search={search} onChange={onChange} />
          )}
          <Pills search={search} onChange={onChange} shown={shown?.tasks} />
          {search.taskSet && (
            <Suspense fallback={null}>
              <SetHead of={search.taskSet} />
            </Suspense>
          )}
        </Stack>
        {search.month ? (
          <Suspense fallback={<Loading />}>
            <MonthView basket={basket} month={search.month} search={search} onChange={onChange} />
          </Suspense>
        ) : (
          <Tasks {...shared} total={total} />
        )}
      </Page>
    </>
  );
}

/** Changes part of the address, and goes back to the first page. */
function useChange(): Shared['onChange'] {
  const navigate = useNavigate({ from: '/tasks' });
  return useCallback(
    (changed, replace = false) => {
      void navigate({
        search: (before: Search) => ({ ...before, page: undefined, at: undefined, ...changed }),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
}

/** How many tasks the list has on all pages; undefined while they are counted. */
function useTotal(basket: Basket, search: Search): number | undefined {
  const { data } = useQuery(countersOf(basket, filterOf(search)));
  return data?.totalCount;
}

/** The baskets and the toolbar, with the panel of filters or columns below them. */
function Panels({ onColumns, ...shared }: Shared & { onColumns: (keys: string[]) => void }) {
  const [panel, setPanel] = useState<Panel>();
  const { basket, search, columns, onChange } = shared;
  return (
    <>
      <div className={classes.head}>
        <BasketTabs chosen={basket} />
        <Toolbar
          {...shared}
          panel={panel}
          toggle={(wanted) => {
            setPanel(panel === wanted ? undefined : wanted);
          }}
        />
      </div>
      <Suspense fallback={<Loading />}>
        {panel === 'filters' && <FilterPanel search={search} onChange={onChange} />}
        {panel === 'saved' && <SavedPanel {...{ basket, search, columns, onColumns }} />}
        {panel === 'columns' && <ColumnPanel columns={columns} onChange={onColumns} />}
      </Suspense>
    </>
  );
}

const nameOf = (task: Task) => task.name ?? '';

/** The page of tasks, its pager, and what can be done with the selected tasks. */
function Tasks({ total, ...shared }: Shared & { total: number | undefined }) {
  const { t } = useTranslation('task-list');
  const { basket, search, onChange } = shared;
  const list = useQuery(tasksOf(basket, search));
  const tasks = list.data?.tasks;
  // The first rows are rendered in pieces: all at once they would block the page.
  const ready = useDeferredValue(list.isSuccess, false);
  const filter = filterOf(search);
  const selection = useSelection(`${basket}|${filter}`, tasks, nameOf);
  const job = useBulkJob();
  return (
    <>
      {!ready && !list.isError && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {ready && list.isSuccess && (
        <>
          {tasks?.length === 0 && (
            <Empty>{t(isFiltered(search) ? 'list.emptyFiltered' : 'list.empty')}</Empty>
          )}
          <TaskList
            {...shared}
            tasks={basket === 'coordinated' ? (tasks ?? []).map(asOwnPart) : (tasks ?? [])}
            waiting={list.isPlaceholderData}
            of={`${basket}|${filter}|${search.sort ?? ''}|${search.at ?? ''}`}
            selection={selection}
          />
          <Group data-print="no">
            <Pager
              {...{ basket, search, total, onChange }}
              shown={tasks?.length ?? 0}
              nextToken={list.isPlaceholderData ? '' : (list.data.nextPageToken ?? '')}
            />
          </Group>
        </>
      )}
      {(selection.chosen.size > 0 || job) && (
        <Suspense fallback={null}>
          <BulkBar selection={selection} />
        </Suspense>
      )}
    </>
  );
}
