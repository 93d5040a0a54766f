import { Alert, Button, Group, Paper, Stack } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { session } from '@/api/session';
import { DraftNotice } from '@/ui/DraftNotice';
import { Page } from '@/ui/Page';
import { told } from '@/ui/told';
import { useDraft } from '@/ui/useDraft';
import { useCreate } from './commands';
import { BLANK, standing, type Terms } from './terms';
import { TermsFields } from './TermsFields';
import { usePlacedTerms } from './usePlacedTerms';
import { useFocusOnError } from '../steps/useFocusOnError';
import classes from './NewTask.module.css';

/** A task by hand, without a directive: a draft, which is then proposed and issued. */
export function NewTask() {
  const { t } = useTranslation('task-detail');
  const may = session.has('CHAIRMAN', 'VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST');
  return (
    <Page title={t('new.title')}>{may ? <Form /> : <Alert color="gray">{t('new.forbidden')}</Alert>}</Page>
  );
}

function Form() {
  const { t } = useTranslation('task-detail');
  const navigate = useNavigate();
  const [initial] = useState<Terms>(asOwn);
  const { value: terms, change, restored, discard } = useDraft('task.new', initial);
  const create = useCreate();
  const { errors, refusal } = usePlacedTerms(create.error);
  const fields = useFocusOnError(errors);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(terms, {
      onSuccess: (task) => {
        discard();
        told(t('new.done'));
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
          {refusal && (
            <Alert color="red" role="alert">
              {refusal}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              {t('new.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

/** Leaders assign themselves, specialists follow themselves, unless they say otherwise. */
function asOwn(): Terms {
  const { person } = session.get();
  const assigner = session.has('CHAIRMAN', 'VICE_CHAIRMAN') ? person : '';
  const monitor = session.has('OFFICE_SPECIALIST') ? person : '';
  return { ...BLANK, assigner, monitor };
}
