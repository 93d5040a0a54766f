import { Button, Group, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PendingDecision } from '@/api/deciding';
import type { Task } from '@/api/tasks';
import { useStep } from '@/steps/commands';
import { valuesFor } from '@/steps/values';
import { useExplanation } from '@/ui/States';
import { showSuccess } from '@/ui/messages';
import type { Opened } from './AnswerDialog';
import { answersTo, type Answer } from './answers';
import classes from './DecidingScreen.module.css';

interface Props {
  task: Task;
  decision: PendingDecision;
  /** Whether its keys are `y` and `n`: those of the first decision of a task. */
  first: boolean;
  onOpen: (opened: Opened) => void;
}

const KEYS = ['y', 'n'];

/** The ways to decide; to agree takes one press, whatever needs words opens its form. */
export function Answers({ task, decision, first, onOpen }: Props) {
  const { t } = useTranslation(['deciding', 'task-detail']);
  const command = useStep();
  const refusal = useExplanation(command.error);
  const agree = ({ step }: Answer) => {
    command.mutate(
      { step, name: task.name ?? '', etag: task.etag ?? '', values: valuesFor(step, task) },
      {
        onSuccess: () => {
          showSuccess(t(`task-detail:step.${step}.done`));
        },
      },
    );
  };
  return (
    <div className={classes.answers}>
      <Group gap="xs" justify="flex-end">
        {answersTo(decision, task).map((answer, at) => (
          <Button
            key={answer.key}
            size="xs"
            variant={answer.atOnce ? 'filled' : 'default'}
            data-answer={first ? KEYS[at] : undefined}
            aria-label={`${labelOf(answer)}: ${task.title}`}
            loading={command.isPending}
            rightSection={first && KEYS[at] && <Kbd size="xs">{KEYS[at]}</Kbd>}
            onClick={() => {
              if (answer.atOnce) agree(answer);
              else onOpen({ task, answer });
            }}
          >
            {labelOf(answer)}
          </Button>
        ))}
      </Group>
      {command.error && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
    </div>
  );

  function labelOf({ key, step }: Answer): string {
    return key === 'agree' || key === 'refuse'
      ? t(`answer.${decision}.${key}` as 'answer.ISSUE.agree')
      : t(`task-detail:step.${step}.button`);
  }
}
