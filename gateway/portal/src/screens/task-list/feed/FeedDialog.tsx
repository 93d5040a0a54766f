import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { writtenTime } from '@/ui/dates';
import { Dialog } from '@/ui/Dialog';
import { Failure, Loading, useExplanation } from '@/ui/States';
import { calendarFeed, useRenewFeed, useStopFeed, type Feed } from './queries';

/** The secret address at which a calendar reads the due dates of the person's tasks: made, renewed and stopped. */
export default function FeedDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('task-list');
  const feed = useQuery(calendarFeed());
  return (
    <Dialog title={t('finding.feed.title')} size="lg" onClose={onClose}>
      <Stack gap="sm">
        <Text size="sm">{t('finding.feed.purpose')}</Text>
        <Text size="sm">{t('finding.feed.secrecy')}</Text>
        {feed.isPending && <Loading />}
        {feed.isError && <Failure error={feed.error} onRetry={() => void feed.refetch()} />}
        {feed.data && <Steps feed={feed.data} />}
      </Stack>
    </Dialog>
  );
}

function Steps({ feed }: { feed: Feed }) {
  const { t } = useTranslation('task-list');
  const renew = useRenewFeed();
  const stop = useStopFeed();
  const refusal = useExplanation(renew.error ?? stop.error);
  const secret = feed.enabled ? renew.data?.secret : undefined;
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" fw={600} role="status">
        {feed.enabled ? t('finding.feed.on', { time: writtenTime(feed.renewTime) }) : t('finding.feed.off')}
      </Text>
      {secret && <Address secret={secret} />}
      {(renew.error ?? stop.error) && (
        <Text size="sm" c="red.8" role="alert">
          {refusal}
        </Text>
      )}
      <Group gap="xs">
        <Button
          loading={renew.isPending}
          variant={feed.enabled ? 'default' : 'filled'}
          onClick={() => {
            renew.mutate(undefined);
          }}
        >
          {t(feed.enabled ? 'finding.feed.renew' : 'finding.feed.make')}
        </Button>
        {feed.enabled && (
          <Button
            loading={stop.isPending}
            variant="default"
            onClick={() => {
              stop.mutate(undefined);
            }}
          >
            {t('finding.feed.stop')}
          </Button>
        )}
      </Group>
      {feed.enabled && (
        <Text size="xs" c="dimmed">
          {t('finding.feed.renewHint')}
        </Text>
      )}
    </Stack>
  );
}

/** The address, shown once, with what to do with it. */
function Address({ secret }: { secret: string }) {
  const { t } = useTranslation('task-list');
  const [copied, setCopied] = useState(false);
  const address = `${window.location.origin}/feeds/${secret}.ics`;
  return (
    <Alert color="green" title={t('finding.feed.once')} w="100%">
      <Stack gap="xs" align="flex-start">
        <TextInput readOnly w="100%" label={t('finding.feed.address')} value={address} />
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            void navigator.clipboard.writeText(address).then(() => {
              setCopied(true);
            });
          }}
        >
          {t(copied ? 'finding.feed.copied' : 'finding.feed.copy')}
        </Button>
        <Text size="sm">{t('finding.feed.how')}</Text>
      </Stack>
    </Alert>
  );
}
