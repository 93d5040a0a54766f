import { Alert, Button, Group, Text } from '@mantine/core';
import { IconSend, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { Name } from '@/ui/Name';
import { Page } from '@/ui/Page';
import { Failure, Loading } from '@/ui/States';
import { Alike } from './Alike';
import { may } from './allowed';
import { useOpen } from './commands';
import { Forwardings } from './forwarding/Forwardings';
import { Header } from './header/Header';
import { directiveQuery, type Directive } from '@/api/directives';
import { Progress } from './progress/Progress';
import { ReadingNotice } from './ReadingNotice';
import { Supersessions } from './superseding/Supersessions';
import { DocumentPane } from './text/DocumentPane';
import { Workbench } from './Workbench';

// Few people need these, and the text is wanted first.
const Delete = lazy(() => import('./Delete').then((module) => ({ default: module.Delete })));
const Supersede = lazy(() =>
  import('./superseding/Supersede').then((module) => ({ default: module.Supersede })),
);
const AffectedTasks = lazy(() =>
  import('./superseding/Affected').then((module) => ({ default: module.AffectedTasks })),
);
const Forward = lazy(() => import('./forwarding/Forward').then((module) => ({ default: module.Forward })));

/** One directive: its facts, its text beside the tasks proposed from it, and the units that were informed. */
export function DirectiveScreen() {
  const { t } = useTranslation('intake');
  const { directive: key } = useParams({ from: '/directives/$directive' });
  const name = `directives/${key}`;
  const { data, error, isPending, refetch } = useQuery(directiveQuery(name));
  if (isPending || !data)
    return (
      <Page title={t('one')}>
        {isPending ? <Loading /> : <Failure error={error} onRetry={() => void refetch()} />}
      </Page>
    );
  // Another directive starts with a fresh screen: nothing that is open on this one stays open.
  return <Shown key={name} directive={data} />;
}

function Shown({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const [isForwarding, setForwarding] = useState(false);
  const { name = '', kind, numberSymbol } = directive;
  const kindWords = kind && kind !== 'KIND_UNSPECIFIED' && kind !== 'OTHER' ? t(`kind.${kind}`) : t('one');
  useOpening(directive);
  return (
    <Page
      title={numberSymbol ? `${kindWords} ${numberSymbol}` : t('withoutNumber', { kind: kindWords })}
      actions={
        <Group gap="xs">
          {may(directive, 'forward') && (
            <Button
              variant="default"
              leftSection={<IconSend size={16} aria-hidden />}
              onClick={() => {
                setForwarding(true);
              }}
            >
              {t('forward.button')}
            </Button>
          )}
          <Suspense fallback={null}>
            {may(directive, 'supersede') && <Supersede directive={directive} />}
            {may(directive, 'delete') && <Delete directive={directive} />}
          </Suspense>
        </Group>
      }
    >
      <Deleted directive={directive} />
      <Supersessions directive={directive} />
      <ReadingNotice directive={directive} />
      <Alike directive={directive} />
      <Header directive={directive} />
      <Suspense fallback={null}>
        {may(directive, 'listAffectedTasks') && <AffectedTasks directive={directive} />}
      </Suspense>
      <Progress directive={name} />
      {directive.reading !== 'PENDING' && <Content directive={directive} />}
      <Forwardings directive={name} />
      {isForwarding && (
        <Suspense fallback={null}>
          <Forward
            directive={name}
            onClose={() => {
              setForwarding(false);
            }}
          />
        </Suspense>
      )}
    </Page>
  );
}

function Deleted({ directive: { deleteTime, deleter = '' } }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  if (!deleteTime) return null;
  return (
    <Alert color="red" icon={<IconTrash aria-hidden />} role="status">
      <Text size="sm">
        {t('delete.was', { time: writtenTime(deleteTime) })} <Name of={deleter} withTitle />
      </Text>
    </Alert>
  );
}

/** The text with the tasks proposed from it; for a reader who may not see the proposals the text alone. */
function Content({ directive }: { directive: Directive }) {
  if (may(directive, 'listProposals')) return <Workbench directive={directive} />;
  if (!directive.text) return null;
  return (
    <DocumentPane
      text={directive.text}
      proposals={[]}
      active=""
      onPick={() => undefined}
      onAdd={undefined}
      isAdding={false}
    />
  );
}

/** Reports to the server that a unit has opened the directive that was forwarded to it. */
function useOpening({ name = '', ownForwardings = [] }: Directive) {
  const isNew = ownForwardings.some((one) => !one.openTime);
  const { mutate } = useOpen(name);
  useEffect(() => {
    if (isNew) mutate(name);
  }, [isNew, mutate, name]);
}
