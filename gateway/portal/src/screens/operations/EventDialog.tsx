import { Alert, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { Dialog } from '@/ui/Dialog';
import { Failure, Loading } from '@/ui/States';
import { mendingCommand, subscriberOf, type StuckEvent, type Verb } from './events';
import { MendDialog } from './MendDialog';
import { stuckEvent } from './queries';
import { StateBadge, useTitle } from './StuckRow';
import { VerbButtons } from './VerbButtons';
import classes from './Stuck.module.css';

/** The details of a stuck event, and what can be done with it. */
export function EventDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const { t } = useTranslation('operations');
  const [verb, setVerb] = useState<Verb>();
  const found = useQuery({ ...stuckEvent(name), retry: false });
  const titleOf = useTitle();
  const event = found.data;
  return (
    <Dialog
      title={event ? titleOf(event) : t('event')}
      size="xl"
      onClose={onClose}
      closeOnEscape={!verb}
      closeOnClickOutside={!verb}
    >
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {event && <Details event={event} onVerb={setVerb} />}
      {event && verb && (
        <MendDialog
          verb={verb}
          events={[event]}
          onDone={onClose}
          onClose={() => {
            setVerb(undefined);
          }}
        />
      )}
    </Dialog>
  );
}

function Details({ event, onVerb }: { event: StuckEvent; onVerb: (verb: Verb) => void }) {
  return (
    <Stack gap="md">
      <Group gap="xs">
        <StateBadge state={event.state} />
        <VerbButtons events={[event]} onVerb={onVerb} />
      </Group>
      <Held event={event} />
      <Facts event={event} />
      <Message event={event} />
    </Stack>
  );
}

/** What a held event waits for, and the command that mends it. */
function Held({ event }: { event: StuckEvent }) {
  const { t } = useTranslation('operations');
  const command = mendingCommand(event);
  if (!command) return null;
  return (
    <Alert color="gray" role="note">
      <Text size="sm">{t('heldHint', { version: event.missingVersion, aggregate: event.aggregate })}</Text>
      <Code block mt="xs">
        {command}
      </Code>
    </Alert>
  );
}

function Facts({ event }: { event: StuckEvent }) {
  const { t } = useTranslation('operations');
  const facts: [string, ReactNode][] = [
    [t('fact.error'), event.error],
    [t('fact.subscriber'), t(`service.${subscriberOf(event.name)}`)],
    [t('fact.source'), event.source],
    [t('fact.version'), event.version || ''],
    [t('fact.eventTime'), writtenTime(event.eventTime)],
    [t('fact.stuckTime'), writtenTime(event.stuckTime)],
    [t('fact.attempts'), event.attemptCount || ''],
    [t('fact.queue'), event.queue],
  ];
  return <Terms terms={facts} />;
}

/** Headers, and the fields of the payload. */
function Message({ event }: { event: StuckEvent }) {
  const { t } = useTranslation('operations');
  const fields = event.payloadFields ?? [];
  return (
    <>
      <Title order={3} size="h5">
        {t('headers')}
      </Title>
      <Terms terms={Object.entries(event.headers ?? {})} />
      <Title order={3} size="h5">
        {t('payload', { size: event.payloadSize })}
      </Title>
      <Text size="sm" c="dimmed">
        {t(fields.length > 0 ? 'payloadHint' : 'payloadUnknown')}
      </Text>
      <Terms terms={fields.map(({ path = '', resourceName }) => [path, resourceName || '…'])} />
    </>
  );
}

function Terms({ terms }: { terms: [string, ReactNode][] }) {
  return (
    <dl className={classes.terms}>
      {terms
        .filter(([, value]) => value)
        .map(([term, value]) => (
          <Term key={term} term={term} value={value} />
        ))}
    </dl>
  );
}

function Term({ term, value }: { term: string; value: ReactNode }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </>
  );
}
