import { Group, SimpleGrid, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { mostOverdueQuery, type Statistics } from '@/api/statistics';
import { Section } from '@/ui/Section';
import { Empty, Failure, Loading } from '@/ui/States';
import { questionOf } from '@/ui/statistics/search';
import { number, percent } from '@/ui/text';
import { worst } from './agencies';
import { FigureLink } from './FigureLink';
import { StackedBar } from './StackedBar';
import { TaskRows } from './TaskRow';
import { UrgeBar } from './UrgeBar';
import { useUrgeable } from './urgeable';
import classes from './Worst.module.css';

const FIVE = 5;
const route = getRouteApi('/leader');

/** The agencies with the most overdue tasks, and the tasks that have been overdue longest, with their causes. */
export function Worst({ statistics, refresh }: { statistics: Statistics; refresh: number }) {
  const several = statistics.rows.length > 1;
  return (
    <SimpleGrid cols={{ base: 1, lg: several ? 2 : 1 }} spacing="md">
      {several && <WorstAgencies statistics={statistics} />}
      <WorstTasks statistics={statistics} refresh={refresh} />
    </SimpleGrid>
  );
}

function WorstAgencies({ statistics }: { statistics: Statistics }) {
  const { t, i18n } = useTranslation('leader');
  const rows = worst(statistics.rows, FIVE);
  return (
    <Section title={t('worst.agencies')}>
      {!rows.length && <Empty>{t('worst.none')}</Empty>}
      <ol className={classes.agencies}>
        {rows.map((row) => (
          <li key={row.agency}>
            <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
              <div>
                <Text size="sm" fw={600}>
                  {row.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('worst.of', {
                    rate: percent(row.counts.OPEN_OVERDUE, row.counts.TOTAL, i18n.language),
                    total: number(row.counts.TOTAL, i18n.language),
                  })}
                </Text>
              </div>
              <FigureLink
                figure="OPEN_OVERDUE"
                count={row.counts.OPEN_OVERDUE}
                of={id(row.agency)}
                where={row.name}
                className={classes.count}
              />
            </Group>
            <StackedBar counts={row.counts} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function WorstTasks({ statistics, refresh }: { statistics: Statistics; refresh: number }) {
  const { t } = useTranslation('leader');
  const search = route.useSearch();
  const found = useQuery({ ...mostOverdueQuery(questionOf(search), FIVE), refetchInterval: refresh });
  const tasks = found.data ?? [];
  const urgeable = useUrgeable(tasks);
  return (
    <Section title={t('worst.tasks')}>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !tasks.length && <Empty>{t('worst.none')}</Empty>}
      <TaskRows tasks={tasks} asOf={statistics.asOf} urgeable={urgeable} />
      <UrgeBar tasks={urgeable.selected} onClear={urgeable.clear} />
      {tasks.length > 0 && (
        <FigureLink figure="OPEN_OVERDUE" count={statistics.total.OPEN_OVERDUE} className={classes.all}>
          {t('worst.all')}
        </FigureLink>
      )}
    </Section>
  );
}
