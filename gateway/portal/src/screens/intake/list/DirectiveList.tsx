import { Group, Paper, Stack, Table, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { LinkTo } from '@/ui/LinkTo';
import { WrittenDay } from '@/ui/WrittenDay';
import type { Directive } from '@/api/directives';
import { OpenedBadge, ReadingBadge, Sign } from '../badges';

const COLUMNS = ['number', 'date', 'subject', 'issuer', 'proposals'] as const;

/** The directives as a table, or as cards on a narrow screen. */
export function DirectiveList({ directives }: { directives: Directive[] }) {
  const { t } = useTranslation('intake');
  return (
    <>
      <Paper p={0} visibleFrom="md">
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
            {directives.map((directive) => (
              <Row key={directive.name} directive={directive} />
            ))}
          </Table.Tbody>
        </Table>
      </Paper>
      <Stack gap="xs" hiddenFrom="md" component="ul" m={0} p={0}>
        {directives.map((directive) => (
          <Card key={directive.name} directive={directive} />
        ))}
      </Stack>
    </>
  );
}

function Row({ directive }: { directive: Directive }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600} w={170}>
        <Number directive={directive} />
      </Table.Th>
      <Table.Td w={110}>
        <WrittenDay day={directive.issueDate} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" lineClamp={3}>
          {directive.subject}
        </Text>
        <Group gap={4} mt={2}>
          <ReadingBadge of={directive} />
          <OpenedBadge of={directive} />
        </Group>
      </Table.Td>
      <Table.Td w={210}>
        <Text size="sm" lineClamp={2}>
          {directive.issuer}
        </Text>
      </Table.Td>
      <Table.Td w={190}>
        <Counts of={directive} />
      </Table.Td>
    </Table.Tr>
  );
}

function Card({ directive }: { directive: Directive }) {
  return (
    <Paper component="li" p="sm">
      <Stack gap={4}>
        <Group justify="space-between" gap="xs">
          <Text fw={600} span>
            <Number directive={directive} />
          </Text>
          <Text size="sm" c="dimmed">
            <WrittenDay day={directive.issueDate} />
          </Text>
        </Group>
        <Text size="sm" lineClamp={4}>
          {directive.subject}
        </Text>
        <Text size="xs" c="dimmed">
          {directive.issuer}
        </Text>
        <Group gap={4}>
          <Counts of={directive} />
          <ReadingBadge of={directive} />
          <OpenedBadge of={directive} />
        </Group>
      </Stack>
    </Paper>
  );
}

function Number({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  return (
    <LinkTo inherit to="/directives/$directive" params={{ directive: id(directive.name ?? '') }}>
      {directive.numberSymbol || t('noNumber')}
    </LinkTo>
  );
}

function Counts({ of }: { of: Directive }) {
  const { t } = useTranslation('intake');
  const said = counted(of, t);
  return (
    <Group gap={4}>
      {said.map(({ key, words }) => (
        <Sign key={key} tone={key === 'confirmed' ? 'plain' : 'open'}>
          {words}
        </Sign>
      ))}
    </Group>
  );
}

function counted(of: Directive, t: TFunction<'intake'>) {
  const { proposed = 0, confirmed = 0 } = of.proposalCounts ?? {};
  const affected = of.affectedTaskCount ?? 0;
  return [
    ...(affected > 0 ? [{ key: 'affected', words: t('count.affected', { count: affected }) }] : []),
    ...(proposed > 0 ? [{ key: 'proposed', words: t('count.proposed', { count: proposed }) }] : []),
    ...(confirmed > 0 ? [{ key: 'confirmed', words: t('count.confirmed', { count: confirmed }) }] : []),
  ];
}
