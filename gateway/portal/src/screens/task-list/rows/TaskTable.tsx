import { useElementSize } from '@mantine/hooks';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { TITLE_WIDTH } from './columns';
import { Fact, InSet, Select, TitleLink } from './facts';
import type { Search, Sort } from '../search';
import { rowProps, type RowProps, type RowsProps } from './props';
import { Steps } from './Steps';
import classes from './TaskList.module.css';

const CHECK_WIDTH = 2.25;
const NUMBER_WIDTH = 2;
const STEPS_WIDTH = 2;

/** The tasks as a table; it scrolls sideways where its columns do not fit. */
export function TaskTable(props: RowsProps) {
  const { tasks, columns, search, selection, onChange } = props;
  const { t } = useTranslation('task-list');
  const { ref, width } = useElementSize();
  const least =
    columns.reduce(
      (sum, column) => sum + column.width,
      CHECK_WIDTH + NUMBER_WIDTH + STEPS_WIDTH + TITLE_WIDTH,
    ) * 16;
  const fits = width === 0 || width >= least;
  const scrolled = fits ? {} : { role: 'region', tabIndex: 0, 'aria-label': t('list.label') };
  const all = tasks.every((task) => selection.chosen.has(task.name ?? ''));
  return (
    <div ref={ref} className={classes.scroll} data-fits={fits || undefined} {...scrolled}>
      <table className={classes.table} style={{ minWidth: fits ? undefined : least }}>
        <caption className={classes.caption}>{t('list.label')}</caption>
        <colgroup>
          <col style={{ width: `${String(CHECK_WIDTH)}rem` }} className={classes.choice} />
          <col style={{ width: `${String(NUMBER_WIDTH)}rem` }} />
          <col />
          {columns.map(({ key, width: rem }) => (
            <col key={key} style={{ width: `${String(rem)}rem` }} />
          ))}
          <col style={{ width: `${String(STEPS_WIDTH)}rem` }} className={classes.choice} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className={classes.choice}>
              <input
                type="checkbox"
                className={classes.check}
                aria-label={t('row.selectAll')}
                checked={all}
                onChange={() => {
                  selection.pickAll(!all);
                }}
              />
            </th>
            <th scope="col" className={classes.number}>
              {t('columns.number')}
            </th>
            <Head name="title" sort="title" search={search} onChange={onChange} />
            {columns.map(({ key, sort }) => (
              <Head key={key} name={key} sort={sort} search={search} onChange={onChange} />
            ))}
            <th scope="col" className={classes.choice}>
              <span className={classes.caption}>{t('row.stepsHead')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task, index) => (
            <Row key={task.name} {...rowProps(props, task, index)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const Row = memo(function Row({ task, number, columns, names, chosen, fresh, ...acts }: RowProps) {
  const { t } = useTranslation('task-list');
  return (
    <tr data-row data-chosen={chosen || undefined} data-fresh={fresh || undefined}>
      <td className={classes.choice}>
        <Select task={task} chosen={chosen} onPick={acts.onPick} />
      </td>
      <td className={classes.number}>{number}</td>
      <th scope="row">
        <TitleLink task={task} onOpen={acts.onOpen} onNear={acts.onNear} />
        {task.parentTask && <span className={classes.under}>{t('row.subtask')}</span>}
        <InSet task={task} onSet={acts.onSet} />
      </th>
      {columns.map(({ key }) => (
        <td key={key} data-column={key}>
          <Fact column={key} task={task} names={names} />
        </td>
      ))}
      <td className={classes.choice}>
        <Steps task={task} stepping={acts.stepping} onSteps={acts.onSteps} onStep={acts.onStep} />
      </td>
    </tr>
  );
});

function Head({
  name,
  sort,
  search,
  onChange,
}: {
  name: 'title' | RowsProps['columns'][number]['key'];
  sort: Sort | undefined;
  search: Search;
  onChange: RowsProps['onChange'];
}) {
  const { t } = useTranslation('task-list');
  const label = t(`columns.${name}`);
  if (!sort) return <th scope="col">{label}</th>;
  const now = search.sort ?? (search.text ? undefined : 'due_date');
  const ascending = now === sort;
  const descending = now === `-${sort}`;
  const Drawn = ascending ? IconArrowUp : descending ? IconArrowDown : IconArrowsSort;
  return (
    <th scope="col" aria-sort={ascending ? 'ascending' : descending ? 'descending' : undefined}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => {
          onChange({ sort: ascending ? `-${sort}` : sort });
        }}
      >
        {label} <Drawn size={14} aria-hidden className={classes.arrow} />
      </button>
    </th>
  );
}
