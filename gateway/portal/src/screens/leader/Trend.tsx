import { SegmentedControl, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { CLASSES, trendQuery, type Point, type Step } from '@/api/statistics';
import { iso } from '@/ui/dates';
import { Section } from '@/ui/Section';
import { Failure, Loading } from '@/ui/States';
import { questionOf } from '@/ui/statistics/search';
import { number } from '@/ui/text';
import { WrittenDay } from '@/ui/WrittenDay';
import classes from './Trend.module.css';

// The chart's library weighs more than the rest of this screen: the table, which says the same, comes first, and the chart
// follows when the browser is idle.
const TrendChart = lazy(async () => {
  await idle();
  return { default: (await import('./TrendChart')).TrendChart };
});
const PATIENCE_MS = 3_000;

function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari does not have this callback.
    if ('requestIdleCallback' in window)
      requestIdleCallback(
        () => {
          resolve();
        },
        { timeout: PATIENCE_MS },
      );
    else setTimeout(resolve, PATIENCE_MS);
  });
}

const route = getRouteApi('/leader');

/** The four classes over time, as a chart and as a table. */
export function Trend({ refresh }: { refresh: number }) {
  const { t } = useTranslation('leader');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const step = search.step ?? usualStep(search.period);
  const trend = useQuery({ ...trendQuery(questionOf(search), step), refetchInterval: refresh });
  return (
    <Section
      title={t('trend.title')}
      aside={
        <SegmentedControl
          aria-label={t('trend.step')}
          size="xs"
          value={step}
          data={[
            { value: 'WEEK', label: t('trend.WEEK') },
            { value: 'MONTH', label: t('trend.MONTH') },
          ]}
          onChange={(chosen) =>
            void navigate({
              search: { ...search, step: chosen as Step },
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      {trend.isPending && <Loading />}
      {trend.isError && <Failure error={trend.error} onRetry={() => void trend.refetch()} />}
      {trend.data && trend.data.length < 2 && <Text c="dimmed">{t('trend.short')}</Text>}
      {trend.data && trend.data.length > 1 && (
        <div className={classes.both}>
          <div className={classes.chart}>
            <Suspense fallback={<Loading />}>
              <TrendChart points={trend.data} />
            </Suspense>
          </div>
          <TrendTable points={trend.data} />
        </div>
      )}
    </Section>
  );
}

/** Months for long periods, weeks for short ones. */
function usualStep(period: string | undefined): Step {
  return period === undefined || period === 'year' || period === 'half' ? 'MONTH' : 'WEEK';
}

function TrendTable({ points }: { points: Point[] }) {
  const { t, i18n } = useTranslation('leader');
  return (
    <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table className={classes.table} verticalSpacing={2} horizontalSpacing="xs">
        <Table.Caption>{t('trend.table')}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('trend.day')}</Table.Th>
            {CLASSES.map((name) => (
              <Table.Th key={name} scope="col" ta="right">
                {t(`column.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={iso(point.asOf)}>
              <Table.Th scope="row" fw={400}>
                <WrittenDay day={point.asOf} />
              </Table.Th>
              {CLASSES.map((name) => (
                <Table.Td key={name} ta="right">
                  {number(point.counts[name], i18n.language)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
