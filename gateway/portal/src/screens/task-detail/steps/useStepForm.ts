import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { told } from '@/ui/told';
import { useConflict } from '@/ui/useConflict';
import { useDraft } from '@/ui/useDraft';
import { useStep } from '../commands';
import { taskQuery, type Task } from '../queries';
import type { Step } from './steps';
import { useRefusal, withDays } from './useRefusal';
import { missing, placed, valuesFor, type Errors, type Values } from './values';

/** What of a task the person had before them when they began to type; it decides whether somebody was faster. */
export type Seen = Pick<
  Task,
  'etag' | 'state' | 'lead' | 'holder' | 'progress' | 'submission' | 'due' | 'urgingCount' | 'updateTime'
>;

interface Kept {
  values: Values;
  seen: Seen;
}

const NO_ERRORS: Errors = {};

export function useStepForm(task: Task, step: Exclude<Step, 'update'>, onDone: () => void) {
  const { t } = useTranslation('task-detail');
  const queries = useQueryClient();
  const [initial] = useState<Kept>(() => ({ values: valuesFor(step, task), seen: seenOf(task) }));
  const draft = useDraft<Kept>(`${task.name ?? ''}.${step}`, initial);
  const { values, seen } = draft.value;
  const [absent, setAbsent] = useState<Errors>(NO_ERRORS);
  const command = useStep();
  const { errors: refused, others } = usePlaced(command.error);
  // A file may arrive while somebody types: what it is added to is the latest, not what stood there at its start.
  const latest = useRef(draft.value);
  const keep = (next: Kept) => {
    latest.current = next;
    draft.change(next);
  };

  const conflict = useConflict<Task>({
    latest: () => queries.fetchQuery({ ...taskQuery(task.name ?? ''), staleTime: 0 }),
    onKeepMine: (theirs) => {
      keep({ values, seen: seenOf(theirs) });
      take(theirs.etag);
    },
    onTakeTheirs: () => {
      draft.discard();
      onDone();
    },
  });
  const take = (etag: string | undefined) => {
    command.mutate(
      { step, name: task.name ?? '', etag: etag ?? '', values: latest.current.values },
      {
        onSuccess: () => {
          draft.discard();
          told(t(`step.${step}.done`));
          onDone();
        },
        onError: conflict.onRefusal,
      },
    );
  };

  const errors = absent === NO_ERRORS ? refused : absent;
  const placedAll = Object.keys(refused).length > 0 && others.length === 0;
  const refusal = useRefusal(command.error, placedAll);
  return {
    values,
    seen,
    conflict,
    errors,
    restored: draft.restored,
    pending: command.isPending,
    partsOpen: command.error?.reason === 'SUBTASKS_OPEN' || Boolean(values.openSubtasksReason),
    refusal: [refusal, ...others].filter(Boolean).join(' '),
    set: (changed: Partial<Values>) => {
      keep({ seen: latest.current.seen, values: { ...latest.current.values, ...changed } });
    },
    submit: () => {
      const fields = missing(step, values);
      const said = Object.fromEntries(fields.map((field) => [field, t('form.required')]));
      setAbsent(fields.length ? said : NO_ERRORS);
      if (!fields.length) take(seen.etag);
    },
    discard: () => {
      latest.current = initial;
      draft.discard();
      setAbsent(NO_ERRORS);
    },
  };
}

/** The same object for the same problem, so that a field is not focused again at each key. */
function usePlaced(problem: Problem | null) {
  return useMemo(() => {
    const { errors, others } = placed(problem?.fields ?? {});
    const written = Object.entries(errors).map(([field, text]) => [field, withDays(text)]);
    const found: Errors = written.length ? Object.fromEntries(written) : NO_ERRORS;
    return { errors: found, others: others.map(withDays) };
  }, [problem]);
}

function seenOf(task: Task): Seen {
  const { etag, state, lead, holder, progress, submission, due, urgingCount, updateTime } = task;
  return { etag, state, lead, holder, progress, submission, due, urgingCount, updateTime };
}
