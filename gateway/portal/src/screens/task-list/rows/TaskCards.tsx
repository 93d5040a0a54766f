import { NativeSelect } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Standing } from '@/ui/Standing';
import { Directive, DueDate, Fact, InSet, Percent, Select, TitleLink } from './facts';
import { SORTS, type Search } from '../search';
import classes from './TaskList.module.css';
import { Steps } from './Steps';
import { rowProps, type RowProps, type RowsProps } from './props';

const SORT_KEYS = SORTS.flatMap((sort) => [sort, `-${sort}`] as const);

/** The tasks as cards, for narrow screens. */
export function TaskCards(props: RowsProps) {
  const { tasks, search, selection, onChange } = props;
  const { t } = useTranslation('task-list');
  const all = tasks.every((task) => selection.chosen.has(task.name ?? ''));
  return (
    <>
      <div className={classes.above} data-print="no">
        <label className={classes.all}>
          <input
            type="checkbox"
            className={classes.check}
            checked={all}
            onChange={() => {
              selection.pickAll(!all);
            }}
          />
          {t('row.selectAll')}
        </label>
        <NativeSelect
          size="xs"
          aria-label={t('sort.label')}
          value={search.sort ?? (search.text ? '' : 'due_date')}
          onChange={(event) => {
            onChange({ sort: (event.currentTarget.value || undefined) as Search['sort'] });
          }}
          data={[
            ...(search.text ? [{ value: '', label: t('sort.relevance') }] : []),
            ...SORT_KEYS.map((key) => ({ value: key, label: t(`sort.${key}`) })),
          ]}
        />
      </div>
      <ul className={classes.cards} aria-label={t('list.label')}>
        {tasks.map((task, index) => (
          <Card key={task.name} {...rowProps(props, task, index)} />
        ))}
      </ul>
    </>
  );
}

// Every card shows these in its head.
const SHOWN = new Set(['directive', 'due', 'standing', 'progress']);

const Card = memo(function Card({ task, columns, names, chosen, fresh, ...acts }: RowProps) {
  const { t } = useTranslation('task-list');
  return (
    <li data-row data-chosen={chosen || undefined} data-fresh={fresh || undefined} className={classes.card}>
      <Select task={task} chosen={chosen} onPick={acts.onPick} />
      <div className={classes.content}>
        <TitleLink task={task} onOpen={acts.onOpen} onNear={acts.onNear} />
        <InSet task={task} onSet={acts.onSet} />
        <Standing task={task} />
        <div className={classes.line}>
          <span>
            <DueDate task={task} />
          </span>
          <span>
            <Directive task={task} />
          </span>
          <span>
            <Percent task={task} />
          </span>
        </div>
        <dl className={classes.facts}>
          {columns
            .filter(({ key }) => !SHOWN.has(key) && hasFact(key, task))
            .map(({ key }) => (
              <div key={key}>
                <dt>{t(`columns.${key}`)}</dt>
                <dd>
                  <Fact column={key} task={task} names={names} />
                </dd>
              </div>
            ))}
        </dl>
      </div>
      <Steps task={task} stepping={acts.stepping} onSteps={acts.onSteps} onStep={acts.onStep} />
    </li>
  );
});

/** Whether there is something to show: a card has no empty facts. */
function hasFact(column: RowsProps['columns'][number]['key'], task: RowProps['task']): boolean {
  if (column === 'urgings') return Boolean(task.urgingCount);
  if (column === 'holder') return Boolean(task.holder?.unit);
  if (column === 'coordinations') return Boolean(task.coordinations?.length);
  if (column === 'cause') return Boolean(task.delayCause?.kind);
  if (column === 'issued') return Boolean(task.issueDate);
  if (column === 'output' || column === 'assigner' || column === 'monitor' || column === 'field')
    return Boolean(task[column]);
  return true;
}
