import { Alert, Button, Paper, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { issuesAtOnce, mayEnter, taskAccess, type TaskAccess } from '@/api/access';
import { id } from '@/api/client';
import { DraftNotice } from '@/ui/form/DraftNotice';
import { FormButtons } from '@/ui/form/FormButtons';
import { Refusal } from '@/ui/form/Refusal';
import { useDraft } from '@/ui/form/useDraft';
import { useFocusOnError } from '@/ui/form/useFocusOnError';
import { showSuccess } from '@/ui/messages';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/States';
import { useCreate } from './commands';
import { standing, type Terms } from './terms';
import { TermsFields } from './TermsFields';
import { usePlacedTerms } from './usePlacedTerms';
import { usualTerms } from './usualTerms';
import classes from './NewTask.module.css';

/** A task without a directive: whoever may issues it at once, others save a draft and propose it to a chief. */
export function NewTask() {
  const { t } = useTranslation('task-detail');
  const access = useQuery(taskAccess);
  const mayCreate = access.data && mayEnter(access.data);
  return (
    <Page
      title={t('new.title')}
      actions={
        mayCreate && (
          <>
            <Button variant="default" component={Link} to="/tasks/new/several">
              {t('new.several')}
            </Button>
            <Button variant="default" component={Link} to="/tasks/import">
              {t('new.import')}
            </Button>
          </>
        )
      }
    >
      {access.isPending && <Loading />}
      {access.isError && <Failure error={access.error} onRetry={() => void access.refetch()} />}
      {access.isSuccess && mayCreate && <Form access={access.data} />}
      {access.isSuccess && !mayCreate && <Alert color="gray">{t('new.forbidden')}</Alert>}
    </Page>
  );
}

function Form({ access }: { access: TaskAccess }) {
  const { t } = useTranslation('task-detail');
  const navigate = useNavigate();
  const [initial] = useState<Terms>(() => usualTerms(access));
  const { value: terms, change, restored, discard } = useDraft('task.new', initial);
  const create = useCreate();
  const { errors, refusal } = usePlacedTerms(create.error);
  const fields = useFocusOnError(errors);
  const atOnce = issuesAtOnce(access);
  const enter = (issue: boolean) => {
    create.mutate(
      { terms, issue },
      {
        onSuccess: (task) => {
          discard();
          showSuccess(issue ? t('new.issued') : t('new.done'));
          void navigate({ to: '/tasks/$task', params: { task: id(task.name ?? '') } });
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter(atOnce);
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
            errors={standing(errors, create.variables?.terms, terms)}
          />
          <Refusal>{refusal}</Refusal>
          {!atOnce && <Alert color="gray">{t('new.proposes')}</Alert>}
          <FormButtons submit={atOnce ? t('new.issue') : t('new.save')} pending={create.isPending} />
          {atOnce && access.actions.includes('propose') && (
            <Button
              variant="subtle"
              disabled={create.isPending}
              onClick={() => {
                enter(false);
              }}
            >
              {t('new.save')}
            </Button>
          )}
        </Stack>
      </form>
    </Paper>
  );
}
