import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowProps } from './props';
import classes from './TaskList.module.css';

const StepsMenu = lazy(() => import('./StepsMenu'));

type Props = Pick<RowProps, 'task' | 'stepping' | 'onSteps' | 'onStep'>;

/** The button that shows which steps the person may take of a row's task, if any. A menu in each row would be slow. */
export function Steps({ task, stepping, onSteps, onStep }: Props) {
  const { t } = useTranslation('task-list');
  if (!task.allowedActions?.length) return null;
  const button = (
    <button
      type="button"
      className={classes.steps}
      data-print="no"
      aria-label={t('row.steps', { title: task.title })}
      aria-haspopup="menu"
      aria-expanded={stepping}
      onClick={() => {
        onSteps(stepping ? null : task);
      }}
    >
      <IconDots size={16} aria-hidden />
    </button>
  );
  if (!stepping) return button;
  return (
    <Suspense fallback={button}>
      <StepsMenu task={task} button={button} onSteps={onSteps} onStep={onStep} />
    </Suspense>
  );
}
