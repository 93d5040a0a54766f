import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { taskQuery, type Task } from '@/api/tasks';
import { FormDialog } from '@/ui/form/FormDialog';
import { useEditing } from '@/ui/form/useEditing';
import { useFocusOnError } from '@/ui/form/useFocusOnError';
import { useUpdate } from './commands';
import { differing, isIssued, standing, termsOf, type Terms } from './terms';
import { TermsConflict } from './TermsConflict';
import { IssuedTermsFields, TermsFields } from './TermsFields';
import { usePlacedTerms } from './usePlacedTerms';

/** Changes the terms of a task: all of them before it is issued. */
export function EditDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation(['task-detail', 'steps', 'common']);
  const { name = '' } = task;
  const small = useMediaQuery('(max-width: 48em)');
  const queries = useQueryClient();
  const update = useUpdate();
  const { errors, refusal } = usePlacedTerms(update.error);
  const fields = useFocusOnError(errors);
  const Fields = isIssued(task) ? IssuedTermsFields : TermsFields;
  const { values, base, theirs, ...editing } = useEditing<Task, Terms>({
    draft: `${name}.update`,
    saved: task,
    valuesOf: termsOf,
    latest: () => queries.fetchQuery({ ...taskQuery(name), staleTime: 0 }),
    save: (edited, then) => {
      const changed = differing(edited.values, edited.base);
      // What the form shows may differ where the terms do not.
      if (changed.length === 0) onClose();
      else update.mutate({ name, etag: edited.etag, terms: edited.values, changed }, then);
    },
    message: t('steps:update.done'),
    onDone: onClose,
  });
  return (
    <>
      <FormDialog
        title={t('steps:update.title')}
        size="xl"
        fullScreen={small}
        draft={editing.draft}
        submit={t('common:save')}
        refusal={refusal}
        pending={update.isPending}
        covered={editing.dialog.opened}
        formRef={fields}
        onSubmit={editing.submit}
        onCancel={onClose}
        onClose={onClose}
      >
        <Fields terms={values} set={editing.set} errors={standing(errors, update.variables?.terms, values)} />
      </FormDialog>
      {theirs && <TermsConflict values={values} base={base} theirs={theirs} {...editing.dialog} />}
    </>
  );
}
