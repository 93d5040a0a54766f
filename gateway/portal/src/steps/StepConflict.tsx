import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Conflict } from '@/ui/form/Conflict';
import type { Difference } from '@/ui/form/differences';
import { written, writtenTime } from '@/ui/dates';
import { Name } from '@/ui/Name';
import type { Task } from '@/api/tasks';
import type { FormStep } from './steps';
import type { Seen } from './useStepForm';
import type { Values } from './values';

interface Props {
  step: FormStep;
  values: Values;
  seen: Seen;
  theirs: Task;
  opened: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** What the person is about to do, beside what another person has done since the form was opened. */
export function StepConflict({ step, values, seen, theirs, ...decide }: Props) {
  const { t } = useTranslation(['task-detail', 'steps', 'common']);
  const differences: Difference[] = [];
  const add = (field: string, mine: ReactNode, now: ReactNode) => {
    differences.push({ field, mine, theirs: now });
  };
  add(
    t('conflict.step'),
    t(`steps:${step}.title`),
    t('conflict.changedAt', { time: writtenTime(theirs.updateTime) }),
  );
  if (seen.state !== theirs.state)
    add(t('fact.state'), <State of={seen.state} />, <State of={theirs.state} />);
  if (seen.lead !== theirs.lead) add(t('fact.lead'), <Name of={seen.lead} />, <Name of={theirs.lead} />);
  const holder = step === 'delegate' ? values : seen.holder;
  if (differ(holder, theirs.holder)) add(t('fact.holder'), <Held by={holder} />, <Held by={theirs.holder} />);
  if (step === 'reportProgress') {
    add(t('progress.title'), `${values.percent} %`, percent(theirs));
    add(t('progress.text'), values.words, theirs.progress?.text);
  } else if (
    seen.progress?.percent !== theirs.progress?.percent ||
    seen.progress?.text !== theirs.progress?.text
  )
    add(t('progress.title'), percent(seen), [percent(theirs), theirs.progress?.text].join(' – '));
  if (step === 'submit') add(t('evidence.text'), values.words, theirs.submission?.text);
  else if (seen.submission?.text !== theirs.submission?.text)
    add(t('evidence.text'), seen.submission?.text, theirs.submission?.text);
  if (written(seen.due?.date) !== written(theirs.due?.date))
    add(t('fact.due'), written(seen.due?.date), written(theirs.due?.date));
  if (seen.urgingCount !== theirs.urgingCount) add(t('urgings.title'), seen.urgingCount, theirs.urgingCount);
  if (!['reportProgress', 'submit', 'createSubtask', 'stateCause'].includes(step) && values.words)
    add(t(`steps:${step as Exclude<FormStep, 'createSubtask' | 'stateCause'>}.words`), values.words, '');
  return <Conflict differences={differences} {...decide} />;
}

function differ(one: Held | undefined, other: Held | undefined): boolean {
  return (one?.unit ?? '') !== (other?.unit ?? '') || (one?.person ?? '') !== (other?.person ?? '');
}

interface Held {
  unit: string;
  person?: string;
}

function Held({ by }: { by: Held | undefined }) {
  return (
    <>
      <Name of={by?.unit} />
      {by?.person && (
        <>
          {' – '}
          <Name of={by.person} />
        </>
      )}
    </>
  );
}

function State({ of }: { of: Task['state'] }) {
  const { t } = useTranslation();
  return <>{of && of !== 'TASK_STATE_UNSPECIFIED' ? t(`state.${of}`) : ''}</>;
}

function percent({ progress }: Pick<Task, 'progress'>): string {
  return progress ? `${progress.percent ?? 0} %` : '';
}
