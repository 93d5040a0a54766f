import { Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Task } from '@/api/tasks';
import { useFieldName } from '@/ui/fieldsOfWork';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { WrittenDay } from '@/ui/WrittenDay';
import type { Problem, Row } from './commands';

const COLORS = { READY: 'province.8', WRONG: 'red.9', KNOWN: 'dimmed', CREATED: 'province.8' } as const;
// The columns of the form that each column here shows.
const SHOWN = {
  task: ['title', 'output', 'field', 'urgency'],
  agencies: ['lead', 'coordinations'],
  due: ['due', 'recurrence', 'assign_date'],
  people: ['assigner', 'monitor'],
  source: ['directive', 'directive_date', 'source_kind'],
} as const;
type Shown = keyof typeof SHOWN;

/** The rows as they were understood; what is wrong stands in its cell. */
export function Rows({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation('import');
  return (
    <Table.ScrollContainer minWidth={760} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="xs" style={{ overflowWrap: 'anywhere' }} aria-label={t('rows')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th style={{ whiteSpace: 'nowrap' }}>{t('column.row')}</Table.Th>
            {(Object.keys(SHOWN) as Shown[]).map((column) => (
              <Table.Th key={column}>{t(`column.${column}`)}</Table.Th>
            ))}
            <Table.Th style={{ whiteSpace: 'nowrap' }}>{t('column.state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <RowCells key={row.number} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RowCells({ row }: { row: Row }) {
  const { t } = useTranslation('import');
  const state = row.state && row.state in COLORS ? (row.state as keyof typeof COLORS) : 'READY';
  const whole = [...(row.problems ?? []), ...(row.warnings ?? [])].filter(({ column }) => !column);
  const task: Partial<Task> = row.task ?? {};
  return (
    <Table.Tr>
      <Table.Td>{row.number}</Table.Td>
      <Cell row={row} column="task">
        <Facts row={row} />
      </Cell>
      <Cell row={row} column="agencies">
        <Name of={task.lead} short />
        {(task.coordinations ?? []).map(({ unit, part }) => (
          <Text key={unit} size="xs" c="dimmed">
            <Name of={unit} short />
            {part && `: ${part}`}
          </Text>
        ))}
      </Cell>
      <Cell row={row} column="due">
        <Due task={task} />
      </Cell>
      <Cell row={row} column="people">
        <Name of={task.assigner} />
        <Text size="xs" c="dimmed">
          <Name of={task.monitor} />
        </Text>
      </Cell>
      <Cell row={row} column="source">
        {task.directiveNumber}
      </Cell>
      <Table.Td>
        <Text size="sm" fw={600} c={COLORS[state]}>
          {t(`state.${state}`)}
        </Text>
        {whole.map((problem) => (
          <ProblemText key={problem.description} problem={problem} />
        ))}
        {task.name && (
          <LinkTo size="sm" to="/tasks/$task" params={{ task: id(task.name) }}>
            {t('openTask')}
          </LinkTo>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Cell({ row, column, children }: { row: Row; column: Shown; children: ReactNode }) {
  const here = (problem: Problem) => (SHOWN[column] as readonly string[]).includes(problem.column ?? '');
  const wrong = (row.problems ?? []).filter(here);
  const warned = (row.warnings ?? []).filter(here);
  return (
    <Table.Td bg={wrong.length > 0 ? 'red.0' : undefined}>
      {children}
      {[...wrong, ...warned].map((problem) => (
        <ProblemText key={`${problem.column ?? ''}${problem.description ?? ''}`} problem={problem} />
      ))}
    </Table.Td>
  );
}

/** What is wrong, where, and what may be meant. */
function ProblemText({ problem }: { problem: Problem }) {
  const { t } = useTranslation('import');
  const { cell, description, suggestions = [], task } = problem;
  return (
    <Text size="xs" c="red.9">
      {cell && <b>{cell}: </b>}
      {description}
      {suggestions.length > 0 && `. ${t('suggestions', { names: suggestions.join('; ') })}`}{' '}
      {task && (
        <LinkTo size="xs" to="/tasks/$task" params={{ task: id(task) }}>
          {t('openTask')}
        </LinkTo>
      )}
    </Text>
  );
}

function Facts({ row }: { row: Row }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const { title, output, field, urgency }: Partial<Task> = row.task ?? {};
  const urgent = urgency && urgency !== 'URGENCY_UNSPECIFIED' ? t(`urgency.${urgency}`) : '';
  const facts = [output, field && fieldName(field), urgent].filter(Boolean);
  return (
    <>
      {title}
      {facts.length > 0 && (
        <Text size="xs" c="dimmed">
          {facts.join(' · ')}
        </Text>
      )}
    </>
  );
}

function Due({ task }: { task: Partial<Task> }) {
  const { t } = useTranslation();
  const { kind, date, recurrence } = task.due ?? {};
  const recurs = kind === 'PERIODIC' && recurrence && recurrence !== 'RECURRENCE_UNSPECIFIED';
  return (
    <>
      {kind === 'NONE' ? t('due.kind.NONE') : <WrittenDay day={date} />}
      {recurs && (
        <Text size="xs" c="dimmed">
          {t(`due.every.${recurrence}`)}
        </Text>
      )}
    </>
  );
}
