import { Group, Stack, Text } from '@mantine/core';
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
import classes from './DecidingScreen.module.css';

/** A task, what is asked about it, and the ways to decide. */
export function DecidingItem({ task, onOpen }: { task: Task; onOpen: (opened: Opened) => void }) {
  const { t } = useTranslation('deciding');
  return (
    <li className={classes.item} data-row>
      <Stack gap={4} className={classes.task}>
        <LinkTo to="/tasks/$task" params={{ task: id(task.name ?? '') }} fw={600}>
          {task.title}
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
          <Answers task={task} decision={decision} first={at === 0} onOpen={onOpen} />
        </div>
      ))}
    </li>
  );
}
