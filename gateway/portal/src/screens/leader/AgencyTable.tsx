import { Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Counts, Figure, Statistics } from '@/api/statistics';
import { id } from '@/api/client';
import type { Section } from '@/ui/statistics/sections';
import { rate } from '@/ui/text';
import { RATES } from './agencies';
import { FigureLink } from './FigureLink';
import type { LeaderSearch, Sort } from './search';
import { StackedBar } from './StackedBar';
import classes from './AgencyTable.module.css';

const COLUMNS = [
  'TOTAL',
  'DONE_ON_TIME',
  'DONE_LATE',
  'OPEN_IN_TIME',
  'DUE_SOON',
  'OPEN_OVERDUE',
] as const satisfies Figure[];

interface Props {
  statistics: Statistics;
  sections: Section[];
  search: LeaderSearch;
  onSort: (sort: Sort | undefined, ascending: boolean) => void;
}

/** The figures by agency; each heading sorts. */
export function AgencyTable({ statistics, sections, search, onSort }: Props) {
  const { t } = useTranslation(['leader', 'statistics']);
  const several = statistics.rows.length > 1;
  return (
    <Table className={classes.table} highlightOnHover horizontalSpacing="xs" verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col" w="24%">
            {t('agencies.agency')}
          </Table.Th>
          <Table.Th scope="col" w="11%">
            {t('agencies.bar')}
          </Table.Th>
          {COLUMNS.map((figure) => (
            <Head key={figure} sort={figure} search={search} onSort={onSort} label={t(`column.${figure}`)} />
          ))}
          {RATES.map((name) => (
            <Head
              key={name}
              sort={`RATE_${name}`}
              search={search}
              onSort={onSort}
              label={`% ${t(`rate.${name}`)}`}
            />
          ))}
        </Table.Tr>
      </Table.Thead>
      {sections.map((section) => {
        const groupName = t(`group.${section.key}`, { ns: 'statistics' });
        return (
          <Table.Tbody key={section.key}>
            {several && <Row name={groupName} of={section.key} counts={section.counts} kind="group" />}
            {section.rows.map((row) => (
              <Row key={row.agency} name={row.name} of={id(row.agency)} counts={row.counts} />
            ))}
          </Table.Tbody>
        );
      })}
      {several && (
        <Table.Tfoot>
          <Row name={t('sum', { ns: 'statistics' })} counts={statistics.total} kind="sum" />
        </Table.Tfoot>
      )}
    </Table>
  );
}

function Head({
  sort,
  search,
  label,
  onSort,
}: {
  sort: Sort;
  search: LeaderSearch;
  label: string;
  onSort: Props['onSort'];
}) {
  const active = search.sort === sort;
  const Sign = !active ? IconArrowsSort : search.ascending ? IconArrowUp : IconArrowDown;
  return (
    <Table.Th scope="col" aria-sort={active ? (search.ascending ? 'ascending' : 'descending') : undefined}>
      <UnstyledButton
        className={classes.head}
        onClick={() => {
          // The greatest first, then the smallest, then the order of agencies again.
          if (!active) onSort(sort, false);
          else if (!search.ascending) onSort(sort, true);
          else onSort(undefined, false);
        }}
      >
        {label}
        <Sign size={14} aria-hidden className={active ? classes.active : classes.idle} />
      </UnstyledButton>
    </Table.Th>
  );
}

function Row({
  name,
  of,
  counts,
  kind,
}: {
  name: string;
  of?: string;
  counts: Counts;
  kind?: 'group' | 'sum';
}) {
  const { i18n } = useTranslation();
  return (
    <Table.Tr data-kind={kind}>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td>
        <StackedBar counts={counts} />
      </Table.Td>
      {COLUMNS.map((figure) => (
        <Table.Td key={figure} ta="right">
          <FigureLink figure={figure} count={counts[figure]} of={of} where={name} />
        </Table.Td>
      ))}
      {RATES.map((part) => (
        <Table.Td key={part} ta="right">
          {rate(counts[part], counts.TOTAL, i18n.language)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
