import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { Problem } from '@/api/problem';
import { LinkTo } from '@/ui/LinkTo';
import { useRefusal } from '../refusals';
import { again, forget, stop, useUploads, type Upload } from './uploading';

/** The files that are being sent, to a directive or to become one, and what became of those that were. */
export function Uploads({ to }: { to?: string }) {
  const { t } = useTranslation('intake');
  const uploads = useUploads(to);
  if (uploads.length === 0) return null;
  return (
    <Paper p="xs" component="section" aria-label={t('upload.label')}>
      <Stack gap="xs">
        {uploads.map((one) => (
          <Row key={one.key} one={one} />
        ))}
      </Stack>
    </Paper>
  );
}

function Row({ one }: { one: Upload }) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const isOver = ['entered', 'failed', 'stopped'].includes(one.state);
  const mayRetry =
    one.state === 'stopped' ||
    (one.state === 'failed' && one.problem instanceof Problem && one.problem.passing);
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
      <Stack gap={2} flex={1} miw={0}>
        <Text size="sm" fw={600}>
          {one.file.name}
        </Text>
        {isOver ? (
          <Outcome one={one} />
        ) : (
          <>
            <Progress
              value={one.percent}
              striped={one.state === 'entering'}
              animated={one.state === 'entering'}
              aria-label={t('upload.progress', { file: one.file.name })}
            />
            <Text size="xs" c="dimmed">
              {one.state === 'sending'
                ? t('upload.sending', { percent: one.percent })
                : one.state === 'entering' && one.to
                  ? t('upload.adding')
                  : t(`upload.${one.state as 'waiting' | 'entering'}`)}
            </Text>
          </>
        )}
      </Stack>
      <Group gap={4} wrap="nowrap">
        {mayRetry && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              again(one.key);
            }}
          >
            {common('retry')}
          </Button>
        )}
        {isOver ? (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-label={t('upload.forget', { file: one.file.name })}
            onClick={() => {
              forget(one.key);
            }}
          >
            {common('close')}
          </Button>
        ) : (
          one.state !== 'entering' && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('upload.stopOf', { file: one.file.name })}
              onClick={() => {
                stop(one.key);
              }}
            >
              {t('upload.stop')}
            </Button>
          )
        )}
      </Group>
    </Group>
  );
}

function Outcome({ one }: { one: Upload }) {
  const { t } = useTranslation('intake');
  const refusal = useRefusal(one.problem);
  const existing = one.problem instanceof Problem ? one.problem.metadata.directive : undefined;
  const lead = one.directive ?? existing;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" role={one.state === 'failed' ? 'alert' : 'status'}>
      {one.state === 'entered' ? (
        <IconCircleCheck size={18} color="var(--class-done-on-time)" aria-hidden />
      ) : (
        <IconAlertCircle size={18} color="var(--class-open-overdue)" aria-hidden />
      )}
      <Text size="sm">
        {one.state === 'failed' ? refusal : t(`upload.${one.state as 'entered' | 'stopped'}`)}{' '}
        {lead && (
          <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(lead) }}>
            {one.directive ? t('upload.open') : t('twin.open')}
          </LinkTo>
        )}
      </Text>
    </Group>
  );
}
