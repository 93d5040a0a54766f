import { Button, Group, Stack, Text } from '@mantine/core';
import { IconMaximize, IconMinimize, IconReportAnalytics } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayWithStatistics } from '@/api/access';
import { statisticsQuery, type Statistics } from '@/api/statistics';
import { Problem } from '@/api/problem';
import { written } from '@/ui/dates';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/States';
import { Extracted } from '@/ui/statistics/Extracted';
import { Filters } from '@/ui/statistics/Filters';
import { questionOf, statisticsSearch } from '@/ui/statistics/search';
import { useScope, useSpan } from '@/ui/statistics/words';
import { Wrong } from '@/ui/statistics/Wrong';
import classes from './LeaderScreen.module.css';
import { Agencies } from './Agencies';
import { Counters } from './Counters';
import { useMeeting } from './meeting';
import { Trend } from './Trend';
import { Worst } from './Worst';

const Rows = lazy(() => import('./Rows').then((module) => ({ default: module.Rows })));
const route = getRouteApi('/leader');
const REFRESH_MS = 60_000;

/** The figures that leaders look at: now, over time, the worst, and by agency. */
export function LeaderScreen() {
  // All catalogues of its parts: one that a part asks for later would hide the whole screen until it has come.
  const { t } = useTranslation(['leader', 'statistics', 'cause']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const meeting = useMeeting();
  const found = useQuery({
    ...statisticsQuery(questionOf(search)),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const forbidden = found.error instanceof Problem && found.error.status === 403;
  return (
    <Page
      title={t('title')}
      actions={
        <>
          {!meeting.on && found.data && (
            <Button
              component={Link}
              to="/reports"
              search={statisticsSearch({ ...search }) as never}
              variant="default"
              leftSection={<IconReportAnalytics size={18} aria-hidden />}
            >
              {t('report')}
            </Button>
          )}
          {found.data && (
            <Button
              variant="default"
              leftSection={
                meeting.on ? <IconMinimize size={18} aria-hidden /> : <IconMaximize size={18} aria-hidden />
              }
              onClick={meeting.on ? meeting.leave : meeting.enter}
            >
              {t(meeting.on ? 'meeting.leave' : 'meeting.enter')}
            </Button>
          )}
        </>
      }
    >
      {!meeting.on && !forbidden && (
        <Filters
          search={search}
          onChange={(change) =>
            void navigate({
              search: { ...search, ...change, show: undefined, of: undefined },
              resetScroll: false,
            })
          }
        />
      )}
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !found.isError && <Content statistics={found.data} />}
    </Page>
  );
}

function Content({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation('leader');
  const search = route.useSearch();
  const scope = useScope(statistics, search);
  const span = useSpan(statistics);
  const own = useMayWithStatistics('compareAgencies')
    ? ''
    : statistics.rows.map((row) => row.name).join(', ');
  if (statistics.wrong.length) return <Wrong statistics={statistics} />;
  return (
    <Stack gap="md">
      <div>
        {own && <Text fw={600}>{t('own', { name: own })}</Text>}
        <Text size="sm" className={classes.scope}>
          {scope}, {span} ({t('asOf', { ns: 'statistics' }).toLowerCase()} {written(statistics.asOf)})
        </Text>
        <Group gap="xs">
          <Extracted at={statistics.extractTime} />
          <Text size="sm" c="dimmed">
            {t('meeting.refreshed')}
          </Text>
        </Group>
      </div>
      <Counters counts={statistics.total} />
      <Trend refresh={REFRESH_MS} />
      <Worst statistics={statistics} refresh={REFRESH_MS} />
      <Agencies statistics={statistics} />
      {search.show && (
        <Suspense>
          <Rows statistics={statistics} figure={search.show} />
        </Suspense>
      )}
    </Stack>
  );
}
