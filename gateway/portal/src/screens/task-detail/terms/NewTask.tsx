import { Alert, Paper, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { assignsByDefault, mayCreateTask, monitorsByDefault } from '@/api/roles';
import { session } from '@/api/session';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useDraft } from '@/ui/form/useDraft';
import { useFocusOnError } from '@/ui/form/useFocusOnError';
import { showSuccess } from '@/ui/messages';
import { Page } from '@/ui/Page';
import { useCreate } from './commands';
import { BLANK, standing, type Terms } from './terms';
import { TermsFields } from './TermsFields';
import { usePlacedTerms } from './usePlacedTerms';
import classes from './NewTask.module.css';

/** A task without a directive, written by hand: a draft, which is then proposed and issued. */
export function NewTask() {
  const { t } = useTranslation('task-detail');
  return (
    <Page title={t('new.title')}>
      {mayCreateTask() ? <Form /> : <Alert color="gray">{t('new.forbidden')}</Alert>}
    </Page>
  );
}

function Form() {
  const { t } = useTranslation('task-detail');
  const navigate = useNavigate();
  const [initial] = useState<Terms>(usualTerms);
  const { value: terms, change, restored, discard } = useDraft('task.new', initial);
  const create = useCreate();
  const { errors, refusal } = usePlacedTerms(create.error);
  const fields = useFocusOnError(errors);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(terms, {
      onSuccess: (task) => {
        discard();
        showSuccess(t('new.done'));
        void navigate({ to: '/tasks/$task', params: { task: id(task.name ?? '') } });
      },
    });
  };
  return (
    <Paper className={classes.form}>
      <form onSubmit={submit} noValidate ref={fields}>
        <Stack gap="md">
          <DraftNotice restored={restored} onDiscard={discard} />
          <TermsFields
            terms={terms}
            set={(changed) => {
              change({ ...terms, ...changed });
            }}
            errors={standing(errors, create.variables, terms)}
          />
          <Refusal>{refusal}</Refusal>
          <FormButtons submit={t('new.save')} pending={create.isPending} />
        </Stack>
      </form>
    </Paper>
  );
}

/** Unless they say otherwise, leaders assign the task themselves and specialists monitor it themselves. */
function usualTerms(): Terms {
  const { person } = session.get();
  return {
    ...BLANK,
    assigner: assignsByDefault() ? person : '',
    monitor: monitorsByDefault() ? person : '',
  };
}
