import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { useFieldName } from '@/ui/fieldsOfWork';
import { DaysLeft, Standing } from '@/ui/Standing';
import { WrittenDay } from '@/ui/WrittenDay';
import type { Column } from './columns';
import type { Task } from '@/api/tasks';
import type { Names, RowProps } from './props';
import classes from './TaskList.module.css';

export function Select({ task, chosen, onPick }: Pick<RowProps, 'task' | 'chosen' | 'onPick'>) {
  const { t } = useTranslation('task-list');
  return (
    <input
      type="checkbox"
      className={classes.check}
      aria-label={t('row.select', { title: task.title })}
      checked={chosen}
      onChange={(event) => {
        onPick(task.name ?? '', (event.nativeEvent as unknown as MouseEvent).shiftKey);
      }}
      onKeyDown={goByArrow}
    />
  );
}

/** Arrow keys move from box to box; with Shift they also check the box. */
function goByArrow(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = event.currentTarget.closest('[data-row]');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  const box = next?.querySelector<HTMLInputElement>('input[type=checkbox]');
  event.preventDefault();
  box?.focus();
  if (event.shiftKey && box && !box.checked) box.click();
}

export function TitleLink({ task, onOpen, onNear }: Pick<RowProps, 'task' | 'onOpen' | 'onNear'>) {
  return (
    <a
      href={`/tasks/${id(task.name ?? '')}`}
      className={classes.title}
      onClick={(event) => {
        onOpen(event, task);
      }}
      onPointerEnter={() => {
        onNear(task);
      }}
      onFocus={() => {
        onNear(task);
      }}
    >
      {task.title}
    </a>
  );
}

export function DueDate({ task }: { task: Task }) {
  const { t } = useTranslation('task-list');
  const { t: common } = useTranslation();
  const due = task.due;
  const undated = due?.kind === 'PERIODIC' ? due.words || t('row.periodic') : common('noDueDate');
  return (
    <>
      {due?.date ? <WrittenDay day={due.date} /> : undated}
      <span className={classes.under}>
        <DaysLeft task={task} />
      </span>
      {Boolean(task.extensionCount) && (
        <span className={classes.under}>{t('row.extended', { count: task.extensionCount })}</span>
      )}
    </>
  );
}

export function Percent({ task }: { task: Task }) {
  const { t } = useTranslation('task-list');
  const done = task.state === 'COMPLETED';
  if (!task.progress && !done) return <span className={classes.dim}>{t('row.noProgress')}</span>;
  const percent = done ? 100 : (task.progress?.percent ?? 0);
  return (
    <>
      <progress
        className={classes.bar}
        value={percent}
        max={100}
        aria-label={t('row.progress', { percent })}
      />
      <span aria-hidden>{percent}%</span>
    </>
  );
}

export function Directive({ task }: { task: Task }) {
  return (
    <>
      {task.directiveNumber}
      <span className={classes.under}>
        <WrittenDay day={task.directiveDate} />
      </span>
    </>
  );
}

/** The content of a cell. */
export function Fact({ column, task, names }: { column: Column['key']; task: Task; names: Names }) {
  const fieldName = useFieldName();
  const { t } = useTranslation('task-list');
  const full = (name: string | undefined) => names[name ?? '']?.displayName ?? '';
  const short = (name: string | undefined) => names[name ?? '']?.shortName || full(name);
  switch (column) {
    case 'directive':
      return <Directive task={task} />;
    case 'lead':
      return short(task.lead);
    case 'coordinations': {
      const units = (task.coordinations ?? []).map((each) => short(each.unit)).join('; ');
      return (
        <span className={classes.clamped} title={units}>
          {units}
        </span>
      );
    }
    case 'due':
      return <DueDate task={task} />;
    case 'standing':
      return <Standing task={task} />;
    case 'progress':
      return <Percent task={task} />;
    case 'holder':
      return (
        <>
          {full(task.holder?.person)}
          <span className={classes.under}>{short(task.holder?.unit)}</span>
        </>
      );
    case 'urgings':
      return task.urgingCount ? (
        <span title={t('row.urged', { count: task.urgingCount })}>{task.urgingCount}</span>
      ) : null;
    case 'output':
      return <span className={classes.clamped}>{task.output}</span>;
    case 'assigner':
      return full(task.assigner);
    case 'monitor':
      return full(task.monitor);
    case 'field':
      return fieldName(task.field);
    case 'issued':
      return <WrittenDay day={task.issueDate} />;
  }
}
