import { Paper, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TaskSet } from '@/api/sets';
import { writtenTime } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { MoreButton } from '@/ui/MoreButton';
import { Page } from '@/ui/Page';
import { SetProgress } from '@/ui/SetProgress';
import { Empty, Failure, Loading } from '@/ui/States';
import { setsQuery } from './queries';

const COLUMNS = ['title', 'directive', 'created', 'progress'] as const;

/** The sets of tasks, the newest first: a line each, which opens its tasks. */
export function SetsScreen() {
  const { t } = useTranslation('sets');
  const list = useInfiniteQuery(setsQuery);
  const sets = list.data?.pages.flatMap((page) => page.taskSets ?? []) ?? [];
  return (
    <Page title={t('title')}>
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && sets.length === 0 && <Empty>{t('none')}</Empty>}
      {sets.length > 0 && (
        <Paper p={0}>
          <Table highlightOnHover aria-label={t('title')}>
            <Table.Thead>
              <Table.Tr>
                {COLUMNS.map((column) => (
                  <Table.Th key={column} scope="col">
                    {t(`column.${column}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sets.map((set) => (
                <Row key={set.name} of={set} />
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      )}
      <MoreButton list={list} />
    </Page>
  );
}

function Row({ of }: { of: TaskSet }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <LinkTo inherit to="/tasks" search={{ basket: 'all', taskSet: of.name }}>
          {of.title}
        </LinkTo>
      </Table.Th>
      <Table.Td w={140}>
        <Text size="sm">{of.directiveNumber}</Text>
      </Table.Td>
      <Table.Td w={110}>
        <Text size="sm">{writtenTime(of.createTime)}</Text>
      </Table.Td>
      <Table.Td w={260}>
        <SetProgress of={of} />
      </Table.Td>
    </Table.Tr>
  );
}
