import { VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useDeferredValue, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { useNames } from '@/api/names';
import type { ListProps } from './props';
import type { Task } from '@/api/tasks';
import { TaskCards } from './TaskCards';
import { TaskTable } from './TaskTable';
import { useFresh } from './useFresh';
import { useListKeys } from './useListKeys';
import { useSteps } from './useSteps';

// On paper it is always the table.
const NARROW = 'screen and (max-width: 62em)';

/** The tasks of a page as a table or, on a narrow screen, as cards. */
export function TaskList({ of, waiting, ...list }: ListProps & { of: string; waiting: boolean }) {
  const { t } = useTranslation('task-list');
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  // Typing must not wait for a hundred new rows.
  const tasks = useDeferredValue(list.tasks);
  const fresh = useFresh(of, list.tasks, waiting);
  const names = useDeferredValue(useNames(tasks.flatMap(namesOf)));
  const { form, ...steps } = useSteps(list.tasks);
  const shared = { ...list, tasks, fresh, names, ...steps, ...useOpening() };
  useListKeys();
  return (
    <div aria-busy={waiting}>
      <VisuallyHidden role="status">
        {fresh.size > 0 && t('list.changed', { count: fresh.size })}
      </VisuallyHidden>
      {tasks.length > 0 && (narrow ? <TaskCards {...shared} /> : <TaskTable {...shared} />)}
      {form}
    </div>
  );
}

/** The units and people that a row names. */
function namesOf(task: Task): (string | undefined)[] {
  return [
    task.lead,
    task.assigner,
    task.monitor,
    task.holder?.unit,
    task.holder?.person,
    ...(task.coordinations ?? []).map((each) => each.unit),
  ];
}

/** Opens a task. A link component in each row would be rendered again with every change of the address. */
function useOpening() {
  const router = useRouter();
  const onOpen = useCallback(
    (event: MouseEvent<HTMLAnchorElement>, task: Task) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
      event.preventDefault();
      void router.navigate({ to: '/tasks/$task', params: { task: id(task.name ?? '') } });
    },
    [router],
  );
  const onNear = useCallback(
    (task: Task) => {
      void router.preloadRoute({ to: '/tasks/$task', params: { task: id(task.name ?? '') } });
    },
    [router],
  );
  return { onOpen, onNear };
}
