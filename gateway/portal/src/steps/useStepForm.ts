import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { taskQuery, type Task } from '@/api/tasks';
import { withWrittenDays } from '@/ui/dates';
import { useConflict } from '@/ui/form/useConflict';
import { useDraft } from '@/ui/form/useDraft';
import { showSuccess } from '@/ui/messages';
import { useStep } from './commands';
import { seeksApproval, type FormStep } from './steps';
import { useRefusal } from './useRefusal';
import { missing, placed, valuesFor, type Errors, type Values } from './values';

/** What the person saw of the task when they began to type; it decides whether another person was faster. */
export type Seen = Pick<
  Task,
  'etag' | 'state' | 'lead' | 'holder' | 'progress' | 'submission' | 'due' | 'urgingCount' | 'updateTime'
>;

interface Kept {
  values: Values;
  seen: Seen;
}

const NO_ERRORS: Errors = {};

/** The form of a step: its draft, its errors, and taking the step. */
export function useStepForm(task: Task, step: FormStep, onDone: () => void, given?: Partial<Values>) {
  const { t } = useTranslation(['task-detail', 'steps']);
  const queries = useQueryClient();
  const draft = useStepDraft(task, step, given);
  const { values, seen } = draft.kept;
  const command = useStep();
  const errors = useErrors(step, values, command.error);

  const done = () => {
    draft.discard();
    onDone();
  };
  const conflict = useConflict<Task>({
    latest: () => queries.fetchQuery({ ...taskQuery(task.name ?? ''), staleTime: 0 }),
    onKeepMine: (theirs) => {
      draft.keep({ values, seen: seenOf(theirs) });
      take(theirs.etag);
    },
    onTakeTheirs: done,
  });
  const take = (etag: string | undefined) => {
    command.mutate(
      { step, name: task.name ?? '', etag: etag ?? '', values: draft.latest().values },
      {
        onSuccess: () => {
          showSuccess(seeksApproval(step, task) ? t('approval.sought') : t(`steps:${step}.done`));
          done();
        },
        onError: conflict.onRefusal,
      },
    );
  };
  return {
    values,
    seen,
    conflict,
    errors: errors.shown,
    refusal: errors.refusal,
    restored: draft.restored,
    pending: command.isPending,
    asksForReason: command.error?.reason === 'SUBTASKS_OPEN' || Boolean(values.openSubtasksReason),
    set: (changed: Partial<Values>) => {
      const { seen: begun, values: typed } = draft.latest();
      draft.keep({ seen: begun, values: { ...typed, ...changed } });
    },
    submit: () => {
      if (errors.check()) take(seen.etag);
    },
    discard: () => {
      draft.discard();
      errors.clear();
    },
  };
}

/** The draft of a step's form. A file may arrive while the person types: `latest` has what both have added. */
function useStepDraft(task: Task, step: FormStep, given?: Partial<Values>) {
  const [initial] = useState<Kept>(() => ({
    values: { ...valuesFor(step, task), ...given },
    seen: seenOf(task),
  }));
  const draft = useDraft<Kept>(`${task.name ?? ''}.${step}${given?.unit ?? ''}`, initial);
  const latest = useRef(draft.value);
  return {
    kept: draft.value,
    restored: draft.restored,
    latest: () => latest.current,
    keep: (next: Kept) => {
      latest.current = next;
      draft.change(next);
    },
    discard: () => {
      latest.current = initial;
      draft.discard();
    },
  };
}

/** What is missing in the form, or what the server has refused. */
function useErrors(step: FormStep, values: Values, problem: Problem | null) {
  const { t } = useTranslation(['task-detail', 'steps']);
  const [absent, setAbsent] = useState<Errors>(NO_ERRORS);
  // The same object for the same problem: otherwise each key would move the focus to the first wrong field.
  const { errors, others } = useMemo(() => placedInWords(problem), [problem]);
  const allPlaced = Object.keys(errors).length > 0 && others.length === 0;
  const refusal = useRefusal(problem, allPlaced);
  return {
    shown: absent === NO_ERRORS ? errors : absent,
    refusal: [refusal, ...others].filter(Boolean).join(' '),
    /** Whether the form is complete. */
    check: () => {
      const fields = missing(step, values);
      const words = Object.fromEntries(fields.map((field) => [field, t('form.required')]));
      setAbsent(fields.length ? words : NO_ERRORS);
      return fields.length === 0;
    },
    clear: () => {
      setAbsent(NO_ERRORS);
    },
  };
}

function placedInWords(problem: Problem | null): { errors: Errors; others: string[] } {
  const { errors, others } = placed(problem?.fields ?? {});
  const written = Object.entries(errors).map(([field, text]) => [field, withWrittenDays(text)]);
  return {
    errors: written.length ? (Object.fromEntries(written) as Errors) : NO_ERRORS,
    others: others.map(withWrittenDays),
  };
}

function seenOf(task: Task): Seen {
  const { etag, state, lead, holder, progress, submission, due, urgingCount, updateTime } = task;
  return { etag, state, lead, holder, progress, submission, due, urgingCount, updateTime };
}
