import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { inOneLine, type DelayCause } from '@/ui/causes';
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

/** That the task belongs to a set, whose tasks the mark shows. */
export function InSet({ task: { taskSet }, onSet }: Pick<RowProps, 'task' | 'onSet'>) {
  const { t } = useTranslation('task-list');
  if (!taskSet || !onSet) return null;
  return (
    <button
      type="button"
      className={classes.set}
      onClick={() => {
        onSet({ taskSet });
      }}
    >
      {t('row.inSet')}
    </button>
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
        <DaysLeft task={task} />{' '}
        {Boolean(task.extensionCount) && (
          <abbr className={classes.extended} title={t('row.extended', { count: task.extensionCount })}>
            {t('row.extendedShort', { count: task.extensionCount })}
          </abbr>
        )}
      </span>
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
      <span aria-hidden>{percent}%</span>
      <progress
        className={classes.bar}
        value={percent}
        max={100}
        aria-label={t('row.progress', { percent })}
      />
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

/** At most three lines of a text; the pointer shows all of it. */
function Clamped({ text }: { text: string }) {
  return (
    <span className={classes.clamped} title={text}>
      {text}
    </span>
  );
}

/** Only whoever shows this column loads its words. */
function Cause({ of: cause }: { of: DelayCause }) {
  const { t } = useTranslation('cause');
  return <Clamped text={inOneLine(cause, (key, day) => t(key, { day }))} />;
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
      return <Clamped text={short(task.lead)} />;
    case 'coordinations':
      return <Clamped text={(task.coordinations ?? []).map((each) => short(each.unit)).join('; ')} />;
    case 'due':
      return <DueDate task={task} />;
    case 'standing':
      return <Standing task={task} />;
    case 'progress':
      return <Percent task={task} />;
    case 'holder':
      return (
        <>
          <Clamped text={full(task.holder?.person)} />
          <span className={classes.under}>
            <Clamped text={short(task.holder?.unit)} />
          </span>
        </>
      );
    case 'urgings':
      return task.urgingCount ? (
        <span title={t('row.urged', { count: task.urgingCount })}>{task.urgingCount}</span>
      ) : null;
    case 'output':
      return <Clamped text={task.output ?? ''} />;
    case 'assigner':
      return full(task.assigner);
    case 'monitor':
      return full(task.monitor);
    case 'field':
      return fieldName(task.field);
    case 'issued':
      return <WrittenDay day={task.issueDate} />;
    case 'cause':
      return task.delayCause && <Cause of={task.delayCause} />;
  }
}
