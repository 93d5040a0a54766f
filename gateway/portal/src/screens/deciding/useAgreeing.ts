import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import type { Task } from '@/api/tasks';
import { useStep } from '@/steps/commands';
import { valuesFor } from '@/steps/values';
import { showSuccess } from '@/ui/messages';
import type { Answer } from './answers';

/** Decisions that need nothing more than a press, one at a time. */
export interface Agreeing {
  agree: (task: Task, answer: Answer) => void;
  isPending: (task: Task) => boolean;
  problem: (task: Task) => Problem | null;
}

/** For the whole list: the task of a decision leaves it before the answer comes. */
export function useAgreeing(): Agreeing {
  const { t } = useTranslation('steps');
  const command = useStep();
  const isOf = ({ name }: Task) => command.variables?.name === name;
  return {
    agree: (task, { step }) => {
      if (command.isPending) return;
      command.mutate(
        { step, name: task.name ?? '', etag: task.etag ?? '', values: valuesFor(step, task) },
        {
          onSuccess: () => {
            showSuccess(t(`${step}.done`));
          },
        },
      );
    },
    isPending: (task) => command.isPending && isOf(task),
    problem: (task) => (isOf(task) ? command.error : null),
  };
}
