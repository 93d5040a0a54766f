import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DraftNotice } from '@/ui/DraftNotice';
import { told } from '@/ui/told';
import { useConflict } from '@/ui/useConflict';
import { useDraft } from '@/ui/useDraft';
import { useFocusOnError } from '../steps/useFocusOnError';
import { taskQuery, type Task } from '../queries';
import { useUpdate } from './commands';
import { differing, standing, termsOf, type Terms } from './terms';
import { TermsConflict } from './TermsConflict';
import { TermsFields } from './TermsFields';
import { usePlacedTerms } from './usePlacedTerms';

interface Kept {
  terms: Terms;
  /** What the person began with, and its version. */
  base: Terms;
  etag: string;
}

/** Changes what a draft or a proposed task says. */
export function EditDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation(['task-detail', 'common']);
  const small = useMediaQuery('(max-width: 48em)');
  const queries = useQueryClient();
  const [initial] = useState<Kept>(() => keptOf(task));
  const draft = useDraft(`${task.name ?? ''}.update`, initial);
  const { terms, base, etag } = draft.value;
  const update = useUpdate();
  const { errors, refusal } = usePlacedTerms(update.error);
  const fields = useFocusOnError(errors);
  const changed = differing(terms, base);
  const conflict = useConflict<Task>({
    latest: () => queries.fetchQuery({ ...taskQuery(task.name ?? ''), staleTime: 0 }),
    onKeepMine: ({ etag: version = '' }) => {
      draft.change({ ...draft.value, etag: version });
      save(version);
    },
    onTakeTheirs: () => {
      draft.discard();
      onClose();
    },
  });
  const save = (version: string) => {
    update.mutate(
      { name: task.name ?? '', etag: version, terms, changed },
      {
        onSuccess: () => {
          draft.discard();
          told(t('step.update.done'));
          onClose();
        },
        onError: conflict.onRefusal,
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed.length) save(etag);
    else onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('step.update.title')}
      size="xl"
      fullScreen={small}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={submit} noValidate ref={fields}>
        <Stack gap="md">
          <DraftNotice restored={draft.restored} onDiscard={draft.discard} />
          <TermsFields
            terms={terms}
            set={(some) => {
              draft.change({ ...draft.value, terms: { ...terms, ...some } });
            }}
            errors={standing(errors, update.variables?.terms, terms)}
          />
          {refusal && (
            <Alert color="red" role="alert">
              {refusal}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={update.isPending}>
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
      {conflict.theirs && (
        <TermsConflict
          mine={terms}
          changed={changed}
          theirs={termsOf(conflict.theirs)}
          {...conflict.dialog}
        />
      )}
    </Modal>
  );
}

function keptOf(task: Task): Kept {
  return { terms: termsOf(task), base: termsOf(task), etag: task.etag ?? '' };
}
