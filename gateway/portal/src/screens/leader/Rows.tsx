import { Alert, Button, Checkbox, Drawer, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery, type Figure, type Statistics } from '@/api/statistics';
import { Empty, Failure, Loading } from '@/ui/States';
import { questionOf } from '@/ui/statistics/search';
import { number } from '@/ui/text';
import { placeOf, type Place } from './place';
import { TaskRow } from './TaskRow';
import list from './TaskRow.module.css';
import classes from './Rows.module.css';
import { UrgeBar } from './UrgeBar';
import { useSelection } from './useSelection';

const PAGE = 50;
const route = getRouteApi('/leader');

/** The tasks behind the number that the address names. */
export function Rows({ statistics, figure }: { statistics: Statistics; figure: Figure }) {
  const { t, i18n } = useTranslation(['leader', 'statistics']);
  const { show, of, ...rest } = route.useSearch();
  const navigate = route.useNavigate();
  const place = placeOf(statistics, of, {
    sum: t('rows.everywhere'),
    group: (key) => t(`group.${key}`, { ns: 'statistics' }),
  });
  const title = t('rows.title', {
    figure: t(`figure.${figure}`, { ns: 'statistics' }),
    n: number(place?.counts[figure] ?? 0, i18n.language),
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
            {place?.name}
          </Text>
        </>
      }
      closeButtonProps={{ 'aria-label': t('close', { ns: 'common' }) }}
    >
      {place ? (
        <Tasks key={`${figure} ${of ?? ''}`} figure={figure} place={place} asOf={statistics.asOf} />
      ) : (
        <Empty />
      )}
    </Drawer>
  );
}

function Tasks({ figure, place, asOf }: { figure: Figure; place: Place; asOf: Statistics['asOf'] }) {
  const { t, i18n } = useTranslation(['leader', 'common']);
  const [wanted, setWanted] = useState(PAGE);
  const queries = useQueryClient();
  const search = route.useSearch();
  const agencies = place.agencies
    ?.filter((row) => row.counts[figure] > 0)
    .map((row) => row.agency)
    // Without a task anywhere, one is asked all the same: it may have one by now.
    .concat(place.counts[figure] ? [] : (place.agencies[0]?.agency ?? []));
  const found = useInfiniteQuery(rowsQuery(questionOf(search), { figure, agencies }));
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = found;
  const tasks = found.data?.pages.flatMap((page) => page.tasks ?? []) ?? [];
  const selection = useSelection(tasks);
  const count = place.counts[figure];
  const short = tasks.length < wanted && hasNextPage;

  // The agencies of a group are read one after the other until there is a page of tasks.
  useEffect(() => {
    if (short && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [short, isFetchingNextPage, isError, fetchNextPage]);

  if (found.isPending) return <Loading />;
  if (found.isError && !tasks.length)
    return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (!tasks.length) return <Empty>{t('rows.none')}</Empty>;
  const whole = !hasNextPage;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" role="status">
          {t('rows.shown', { shown: number(tasks.length, i18n.language), n: number(count, i18n.language) })}
        </Text>
        {selection.selectable.length > 0 && (
          <Checkbox
            label={t('rows.selectAll', { n: selection.selectable.length })}
            checked={selection.selected.length === selection.selectable.length}
            indeterminate={
              selection.selected.length > 0 && selection.selected.length < selection.selectable.length
            }
            onChange={(event) => {
              if (event.currentTarget.checked) selection.selectAll();
              else selection.clear();
            }}
          />
        )}
      </Group>
      {whole && tasks.length !== count && (
        <Alert color="orange" role="alert">
          <Group justify="space-between">
            <Text size="sm">{t('rows.differs', { shown: tasks.length, n: count })}</Text>
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
      <ul className={list.list}>
        {tasks.map((task) => (
          <TaskRow
            key={`${task.task ?? ''} ${JSON.stringify(task.periodStartDate)}`}
            task={task}
            asOf={asOf}
            selected={selection.isSelected(task)}
            onSelect={selection.selecting(task)}
          />
        ))}
      </ul>
      {isError && <Failure error={found.error} onRetry={() => void fetchNextPage()} />}
      {hasNextPage && !isError && (
        <Button
          variant="default"
          loading={isFetchingNextPage}
          onClick={() => {
            setWanted(tasks.length + PAGE);
          }}
        >
          {t('more', { ns: 'common' })}
        </Button>
      )}
      <div className={classes.bar}>
        <UrgeBar tasks={selection.selected} onClear={selection.clear} />
      </div>
    </Stack>
  );
}
