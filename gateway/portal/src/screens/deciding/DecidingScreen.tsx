import { Paper, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deciding } from '@/api/deciding';
import type { Task } from '@/api/tasks';
import { MoreButton } from '@/ui/MoreButton';
import { Page } from '@/ui/Page';
import { Empty, Failure, Loading } from '@/ui/States';
import { useCataloguesSoon } from '@/ui/useCataloguesSoon';
import { AnswerDialog, type Opened } from './AnswerDialog';
import { DecidingItem } from './DecidingItem';
import { DecisionTabs } from './DecisionTabs';
import classes from './DecidingScreen.module.css';
import { useAgreeing } from './useAgreeing';
import { useDecidingKeys } from './useDecidingKeys';

/** The tasks that wait for the person's decision, with what is needed to decide. */
export function DecidingScreen() {
  const { t } = useTranslation(['deciding', 'task-detail', 'steps']);
  useCataloguesSoon('cause', 'history', 'coordination', 'periods');
  const { decision } = useSearch({ from: '/deciding' });
  const list = useInfiniteQuery(deciding(decision));
  const agreeing = useAgreeing();
  const [opened, open] = useState<Opened>();
  const tasks: Task[] = list.data?.pages.flatMap((page) => page.tasks ?? []) ?? [];
  useDecidingKeys(tasks.length);
  return (
    <Page title={t('title')}>
      <Text size="sm" c="dimmed">
        {t('hint')}
      </Text>
      <DecisionTabs chosen={decision} />
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && tasks.length === 0 && <Empty>{t('empty')}</Empty>}
      {tasks.length > 0 && (
        <Paper p={0} component="ul" className={classes.list}>
          {tasks.map((task) => (
            <DecidingItem key={task.name} task={task} agreeing={agreeing} onOpen={open} />
          ))}
        </Paper>
      )}
      <MoreButton list={list} />
      <AnswerDialog
        opened={opened}
        tasks={tasks}
        onClose={() => {
          open(undefined);
        }}
      />
    </Page>
  );
}
