import type { Task } from '@/api/tasks';

/** A task that the reader's agency coordinates, with the date, the class and the progress of the agency's own part. */
export function asOwnPart(task: Task): Task {
  const own = task.coordinations?.[0];
  if (!own) return task;
  const due = own.dueDate ? { ...task.due, date: own.dueDate } : task.due;
  const percent = own.submission ? { percent: 100 } : own.progress;
  return { ...task, due, class: own.class, marks: own.marks, daysLeft: own.daysLeft, progress: percent };
}
