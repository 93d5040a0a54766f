import { Alert, Button, Checkbox, Drawer, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery, type Figure, type Statistics } from '@/api/statistics';
import { Empty, Failure, Loading } from '@/ui/States';
import { questionOf } from '@/ui/statistics/search';
import { number } from '@/ui/text';
import { scopeOf, type Scope } from './scope';
import { TaskRows } from './TaskRow';
import classes from './Rows.module.css';
import { UrgeBar } from './UrgeBar';
import { useUrgeable, type Urgeable } from './urgeable';

const PAGE = 50;
const route = getRouteApi('/leader');

/** The tasks behind the figure that the address names. */
export function Rows({ statistics, figure }: { statistics: Statistics; figure: Figure }) {
  const { t, i18n } = useTranslation(['leader', 'statistics']);
  const { show, of, ...rest } = route.useSearch();
  const navigate = route.useNavigate();
  const scope = scopeOf(statistics, of, {
    sum: t('rows.everywhere'),
    group: (key) => t(`group.${key}`, { ns: 'statistics' }),
  });
  const title = t('rows.title', {
    figure: t(`figure.${figure}`, { ns: 'statistics' }),
    n: number(scope?.counts[figure] ?? 0, i18n.language),
  });
  return (
    <Drawer
      opened={show !== undefined}
      position="right"
      size="xl"
      onClose={() => void navigate({ search: rest, resetScroll: false })}
      title={
        <>
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed">
            {scope?.name}
          </Text>
        </>
      }
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      {scope ? (
        <Tasks key={`${figure} ${of ?? ''}`} figure={figure} scope={scope} asOf={statistics.asOf} />
      ) : (
        <Empty />
      )}
    </Drawer>
  );
}

function Tasks({ figure, scope, asOf }: { figure: Figure; scope: Scope; asOf: Statistics['asOf'] }) {
  const { t } = useTranslation(['leader', 'common']);
  const { found, tasks, isShort, showMore } = useRows(figure, scope);
  const { hasNextPage, isError } = found;
  const urgeable = useUrgeable(tasks);
  if (found.isPending) return <Loading />;
  if (isError && !tasks.length) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!tasks.length) return <Empty>{t('rows.none')}</Empty>;
  return (
    <Stack gap="sm">
      <Head shown={tasks.length} count={scope.counts[figure]} urgeable={urgeable} whole={!hasNextPage} />
      <TaskRows tasks={tasks} asOf={asOf} urgeable={urgeable} />
      {isError && <Failure error={found.error} onRetry={() => void found.fetchNextPage()} />}
      {isShort && !isError && <Loading />}
      {hasNextPage && !isShort && !isError && (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={showMore}>
          {t('more', { ns: 'common' })}
        </Button>
      )}
      <div className={classes.bar}>
        <UrgeBar tasks={urgeable.selected} onClear={urgeable.clear} />
      </div>
    </Stack>
  );
}

/** Reads the tasks of a figure; those of a group agency after agency, until there is a page of them. */
function useRows(figure: Figure, scope: Scope) {
  const [wanted, setWanted] = useState(PAGE);
  const search = route.useSearch();
  const found = useInfiniteQuery(
    rowsQuery(questionOf(search), { figure, agencies: agenciesOf(scope, figure) }),
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = found;
  const tasks = found.data?.pages.flatMap((page) => page.tasks ?? []) ?? [];
  const isShort = tasks.length < wanted && hasNextPage;
  useEffect(() => {
    if (isShort && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [isShort, isFetchingNextPage, isError, fetchNextPage]);
  return {
    found,
    tasks,
    isShort,
    showMore: () => {
      setWanted(tasks.length + PAGE);
    },
  };
}

/** The agencies to read one after the other; undefined for all at once. */
function agenciesOf({ agencies, counts }: Scope, figure: Figure): string[] | undefined {
  const some = agencies?.filter((row) => row.counts[figure] > 0).map((row) => row.agency);
  // If none has a task, the first one is read nevertheless: it may have one by now.
  return some && !counts[figure] ? [agencies?.[0]?.agency ?? ''].filter(Boolean) : some;
}

/** How many tasks are shown of how many, and how to select them all. */
function Head(props: { shown: number; count: number; urgeable: Urgeable; whole: boolean }) {
  const { t, i18n } = useTranslation('leader');
  const queries = useQueryClient();
  const { shown, count, urgeable } = props;
  const { selectable, selected } = urgeable;
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" role="status">
          {t('rows.shown', { shown: number(shown, i18n.language), n: number(count, i18n.language) })}
        </Text>
        {selectable.length > 0 && (
          <Checkbox
            label={t('rows.selectAll', { n: selectable.length })}
            checked={selected.length === selectable.length}
            indeterminate={selected.length > 0 && selected.length < selectable.length}
            onChange={(event) => {
              urgeable.selectAll(event.currentTarget.checked);
            }}
          />
        )}
      </Group>
      {props.whole && shown !== count && (
        <Alert color="orange" role="alert">
          <Group justify="space-between">
            <Text size="sm">{t('rows.differs', { shown, n: count })}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => void queries.invalidateQueries({ queryKey: ['statistics'] })}
            >
              {t('rows.refresh')}
            </Button>
          </Group>
        </Alert>
      )}
    </>
  );
}
