import { Button, Group, Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PendingDecision } from '@/api/deciding';
import type { Task } from '@/api/tasks';
import { useExplanation } from '@/ui/States';
import type { Opened } from './AnswerDialog';
import { answersTo, type Answer } from './answers';
import type { Agreeing } from './useAgreeing';
import classes from './DecidingScreen.module.css';

interface Props {
  task: Task;
  decision: PendingDecision;
  /** Whether its keys are `y` and `n`: those of the first decision of a task. */
  first: boolean;
  /** The id of the task's title. */
  describedBy: string;
  agreeing: Agreeing;
  onOpen: (opened: Opened) => void;
}

const KEYS = ['y', 'n'];

/** The ways to decide; to agree takes one press, whatever needs words opens its form. */
export function Answers({ task, decision, first, describedBy, agreeing, onOpen }: Props) {
  const { t } = useTranslation(['deciding', 'task-detail', 'steps']);
  const problem = agreeing.problem(task);
  const refusal = useExplanation(problem);
  return (
    <div className={classes.answers}>
      <Group gap="xs" justify="flex-end">
        {answersTo(decision, task).map((answer, at) => (
          <Button
            key={answer.key}
            size="xs"
            variant={answer.atOnce ? 'filled' : 'default'}
            data-answer={first ? KEYS[at] : undefined}
            aria-describedby={describedBy}
            aria-keyshortcuts={first ? KEYS[at] : undefined}
            loading={agreeing.isPending(task)}
            rightSection={
              first &&
              KEYS[at] && (
                <Kbd size="xs" aria-hidden>
                  {KEYS[at]}
                </Kbd>
              )
            }
            onClick={() => {
              if (answer.atOnce) agreeing.agree(task, answer);
              else onOpen({ task, answer });
            }}
          >
            {labelOf(answer)}
          </Button>
        ))}
      </Group>
      {problem && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
    </div>
  );

  function labelOf({ key, step }: Answer): string {
    return key === 'agree' || key === 'refuse'
      ? t(`answer.${decision}.${key}` as 'answer.ISSUE.agree')
      : t(`steps:${step}.button`);
  }
}
