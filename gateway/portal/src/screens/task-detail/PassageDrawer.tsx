import { Drawer, Mark, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '@/ui/dates';
import { Failure, Loading } from '@/ui/States';
import { FileLink } from '@/ui/FileLink';
import { cutAt } from './passages';
import { directiveQuery, type Directive } from '@/api/directives';
import type { Task } from '@/api/tasks';
import classes from './PassageDrawer.module.css';

/** The directive's text with the task's passage marked, beside the task. */
export function PassageDrawer({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation(['task-detail', 'common']);
  const { data, error, refetch } = useQuery(directiveQuery(task.directive ?? ''));
  const title = data ? [data.numberSymbol, written(data.issueDate)].filter(Boolean).join(' – ') : '';
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={title || t('passage.directive')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {data && <Document directive={data} quote={task.quote ?? ''} />}
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
    </Drawer>
  );
}

function Document({ directive, quote }: { directive: Directive; quote: string }) {
  const { t } = useTranslation('task-detail');
  const [before, passage, after] = cutAt(directive.text ?? '', quote);
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <Stack gap="md">
      {directive.subject && <Text fw={600}>{directive.subject}</Text>}
      {directive.files?.map((file) => (
        <FileLink key={file} file={file} />
      ))}
      {directive.text ? (
        <Text component="div" size="sm" className={classes.text}>
          {before}
          {passage && <Mark ref={mark}>{passage}</Mark>}
          {after}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          {t('passage.noText')}
        </Text>
      )}
    </Stack>
  );
}
