import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure, Loading } from '@/ui/States';
import { taskQuery } from '@/api/tasks';
import { TaskView } from './TaskView';

const route = getRouteApi('/tasks/$task');

/** One task: what it says, how it is worked, and what the person may do now. */
export function TaskScreen() {
  const { task: id } = route.useParams();
  useTranslation(['task-detail', 'cause', 'history', 'coordination', 'periods', 'steps']);
  const { data: task, error, refetch } = useQuery(taskQuery(`tasks/${id}`));
  if (task) return <TaskView task={task} />;
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}
