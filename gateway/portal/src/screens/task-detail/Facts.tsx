import { Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '@/ui/dates';
import { useFieldName } from '@/ui/fieldsOfWork';
import { Name } from '@/ui/Name';
import { Coordinations } from './Coordinations';
import { isOpened } from '@/steps/coordination';
import { DueDate } from '@/steps/DueDate';
import type { Task } from '@/api/tasks';
import { Units } from './Units';
import classes from './Facts.module.css';

type SourceKind = Exclude<NonNullable<Task['sourceKind']>, 'SOURCE_KIND_UNSPECIFIED'>;
type Urgency = Exclude<NonNullable<Task['urgency']>, 'URGENCY_UNSPECIFIED'>;

/** A directive shows itself beside the facts. */
const isStated = (kind: Task['sourceKind']): kind is SourceKind =>
  kind === 'MEETING' || kind === 'ORAL_ORDER';
const isUrgent = (urgency: Task['urgency']): urgency is Urgency =>
  Boolean(urgency) && urgency !== 'URGENCY_UNSPECIFIED' && urgency !== 'ORDINARY';

/** What the task says. A fact that is missing, or that the reader may not see, is left out. */
export function Facts({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const { t: common } = useTranslation();
  const fieldName = useFieldName();
  const facts: [label: string, content: ReactNode][] = [];
  const add = (label: string, given: unknown, content: ReactNode) => {
    if (given) facts.push([label, content]);
  };
  add(t('fact.due'), true, <DueDate due={task.due} extended={task.extensionCount ?? 0} />);
  add(t('fact.lead'), task.lead, <Name of={task.lead} />);
  // Those of an issued task have a section of their own.
  const planned = (task.coordinations ?? []).filter((each) => !isOpened(each));
  add(t('fact.coordinations'), planned.length, <Coordinations of={planned} />);
  const { informed = [] } = task;
  add(t('fact.informed'), informed.length, <Units of={informed} />);
  add(t('fact.output'), task.output, task.output);
  add(t('fact.assigner'), task.assigner, <Name of={task.assigner} withTitle />);
  add(t('fact.onBehalfOf'), task.onBehalfOf, <Name of={task.onBehalfOf} withTitle />);
  const { urgency, sourceKind, meeting } = task;
  add(t('fact.sourceKind'), isStated(sourceKind), isStated(sourceKind) && t(`source.${sourceKind}`));
  add(
    t('fact.meeting'),
    meeting,
    [written(meeting?.meetingDate), meeting?.chair].filter(Boolean).join(' – '),
  );
  add(t('fact.urgency'), isUrgent(urgency), isUrgent(urgency) && common(`urgency.${urgency}`));
  add(t('fact.monitor'), task.monitor, <Name of={task.monitor} withTitle />);
  add(t('fact.field'), task.field, fieldName(task.field));
  add(
    t('fact.state'),
    task.state && task.state !== 'TASK_STATE_UNSPECIFIED',
    task.state && task.state !== 'TASK_STATE_UNSPECIFIED' && common(`state.${task.state}`),
  );
  add(t('fact.issueDate'), task.issueDate, written(task.issueDate));
  add(t('fact.acceptDate'), task.acceptDate, written(task.acceptDate));
  add(t('fact.submitDate'), task.submission?.submitDate, written(task.submission?.submitDate));
  add(t('fact.confirmDate'), task.confirmDate, written(task.confirmDate));
  add(t('fact.suspendDate'), task.suspendDate, written(task.suspendDate));
  add(t('fact.resumeDate'), task.resumeDate, written(task.resumeDate));
  add(t('fact.sendBacks'), task.sendBackCount, t('fact.times', { count: task.sendBackCount }));
  return (
    <dl className={classes.facts}>
      {facts.map(([label, content]) => (
        <div key={label}>
          <Text component="dt" size="xs" c="dimmed">
            {label}
          </Text>
          <Text component="dd" size="sm" m={0}>
            <Fragment>{content}</Fragment>
          </Text>
        </div>
      ))}
    </dl>
  );
}
