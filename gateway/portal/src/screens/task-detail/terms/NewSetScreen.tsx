import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { mayEnter, taskAccess } from '@/api/access';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/States';

const NewSet = lazy(() => import('./NewSet'));

/** A new set of tasks: one clause for several agencies. */
export function NewSetScreen() {
  const { t } = useTranslation(['sets', 'task-detail']);
  const access = useQuery(taskAccess);
  return (
    <Page title={t('new.title')}>
      {access.isPending && <Loading />}
      {access.isError && <Failure error={access.error} onRetry={() => void access.refetch()} />}
      {access.isSuccess &&
        (mayEnter(access.data) ? (
          <Suspense fallback={<Loading />}>
            <NewSet access={access.data} />
          </Suspense>
        ) : (
          <Alert color="gray">{t('task-detail:new.forbidden')}</Alert>
        ))}
    </Page>
  );
}
