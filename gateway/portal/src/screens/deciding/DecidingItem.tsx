import { Group, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Task } from '@/api/tasks';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { DaysLeft, Standing } from '@/ui/Standing';
import type { Opened } from './AnswerDialog';
import { Answers } from './Answers';
import { Asked } from './Asked';
import { decisionsOf } from './answers';
import type { Agreeing } from './useAgreeing';
import classes from './DecidingScreen.module.css';

interface Props {
  task: Task;
  agreeing: Agreeing;
  onOpen: (opened: Opened) => void;
}

/** A task, what is asked about it, and the ways to decide. */
export function DecidingItem({ task, agreeing, onOpen }: Props) {
  const { t } = useTranslation('deciding');
  const titleId = useId();
  return (
    <li className={classes.item} data-row>
      <Stack gap={4} className={classes.task}>
        <LinkTo to="/tasks/$task" params={{ task: id(task.name ?? '') }} fw={600}>
          <span id={titleId}>{task.title}</span>
        </LinkTo>
        <Text size="sm">
          <Name of={task.lead} />
          {task.due?.date && ` · ${t('due', { day: written(task.due.date) })}`}
          {task.directiveNumber && ` · ${task.directiveNumber}`}
        </Text>
        <Group gap="xs">
          <Standing task={task} />
          <DaysLeft task={task} />
        </Group>
      </Stack>
      {decisionsOf(task).map((decision, at) => (
        <div key={decision} className={classes.asked}>
          <Asked task={task} decision={decision} />
          <Answers
            task={task}
            decision={decision}
            first={at === 0}
            describedBy={titleId}
            agreeing={agreeing}
            onOpen={onOpen}
          />
        </div>
      ))}
    </li>
  );
}
