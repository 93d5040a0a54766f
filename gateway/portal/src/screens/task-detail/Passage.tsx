import { Alert, Blockquote, Button, Group, Text } from '@mantine/core';
import { IconFileSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { directiveQuery } from '@/api/directives';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import type { Task } from '@/api/tasks';
import { Section } from '@/ui/Section';

const PassageDrawer = lazy(() => import('./PassageDrawer').then((m) => ({ default: m.PassageDrawer })));

/** That the directive was recalled, replaced or amended: whoever works on the task must know. */
function Superseded({ directive }: { directive: string }) {
  const { t } = useTranslation('task-detail');
  const { data } = useQuery(directiveQuery(directive));
  const words = (data?.supersessions ?? []).flatMap(({ kind, numberSymbol, takeBackTime }) =>
    kind && kind !== 'KIND_UNSPECIFIED' && !takeBackTime
      ? [[t(`passage.${kind}`), numberSymbol].filter(Boolean).join(' ')]
      : [],
  );
  if (words.length === 0) return null;
  return (
    <Alert color="orange" role="status" p="xs">
      <Text size="sm">{words.join('; ')}</Text>
    </Alert>
  );
}

/** The directive and the sentence from which the task comes. */
export function Passage({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const [opened, setOpened] = useState(false);
  if (!task.directive && !task.quote) return null;
  return (
    <Section title={t('passage.title')}>
      {task.directive && (
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            <LinkTo to="/directives/$directive" params={{ directive: id(task.directive) }} inherit>
              {task.directiveNumber || t('passage.directive')}
            </LinkTo>
            {task.directiveDate && ` ${t('passage.of', { day: written(task.directiveDate) })}`}
          </Text>
          <Button
            size="xs"
            variant="default"
            data-print="no"
            leftSection={<IconFileSearch size={14} aria-hidden />}
            onClick={() => {
              setOpened(true);
            }}
          >
            {t('passage.show')}
          </Button>
        </Group>
      )}
      {task.directive && <Superseded directive={task.directive} />}
      {task.quote && (
        <Blockquote p="sm" color="province.7">
          <Text size="sm">{task.quote}</Text>
        </Blockquote>
      )}
      {opened && (
        <Suspense fallback={null}>
          <PassageDrawer
            task={task}
            onClose={() => {
              setOpened(false);
            }}
          />
        </Suspense>
      )}
    </Section>
  );
}
