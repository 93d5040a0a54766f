import { Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { Problem } from '@/api/problem';
import { LinkTo } from '@/ui/LinkTo';
import { useRefusal } from '../refusals';
import { forget, isOver, mayRetry, retry, stop, useUploads, type Upload } from './uploading';

/** The files that are being sent, to a directive or to become one, and what has become of those sent before. */
export function Uploads({ to }: { to?: string }) {
  const { t } = useTranslation('intake');
  const uploads = useUploads(to);
  if (uploads.length === 0) return null;
  return (
    <Paper p="xs" component="section" aria-label={t('upload.label')}>
      <Stack gap="xs">
        {uploads.map((one) => (
          <Group key={one.key} justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <Stack gap={2} flex={1} miw={0}>
              <Text size="sm" fw={600}>
                {one.file.name}
              </Text>
              {isOver(one) ? <Outcome of={one} /> : <Running of={one} />}
            </Stack>
            <Buttons of={one} />
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}

function Running({ of }: { of: Upload }) {
  const { t } = useTranslation('intake');
  const isEntering = of.state === 'entering';
  return (
    <>
      <Progress
        value={of.percent}
        striped={isEntering}
        animated={isEntering}
        aria-label={t('upload.progress', { file: of.file.name })}
      />
      <Text size="xs" c="dimmed">
        {of.state === 'sending' && t('upload.sending', { percent: of.percent })}
        {of.state === 'waiting' && t('upload.waiting')}
        {isEntering && t(of.to ? 'upload.adding' : 'upload.entering')}
      </Text>
    </>
  );
}

function Outcome({ of }: { of: Upload }) {
  const { t } = useTranslation('intake');
  const refusal = useRefusal(of.problem);
  const existing = of.problem instanceof Problem ? of.problem.metadata.directive : undefined;
  const directive = of.directive ?? existing;
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" role={of.state === 'failed' ? 'alert' : 'status'}>
      {of.state === 'entered' ? (
        <IconCircleCheck size={18} color="var(--class-done-on-time)" aria-hidden />
      ) : (
        <IconAlertCircle size={18} color="var(--class-open-overdue)" aria-hidden />
      )}
      <Text size="sm">
        {of.state === 'failed' ? refusal : t(`upload.${of.state as 'entered' | 'stopped'}`)}{' '}
        {directive && (
          <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(directive) }}>
            {of.directive ? t('upload.open') : t('alike.open')}
          </LinkTo>
        )}
      </Text>
    </Group>
  );
}

function Buttons({ of }: { of: Upload }) {
  const { t } = useTranslation('intake');
  const { t: common } = useTranslation();
  const file = of.file.name;
  const button = (words: string, onClick: (key: string) => void, label?: string) => (
    <Button
      size="compact-sm"
      variant={onClick === forget ? 'subtle' : 'default'}
      aria-label={label}
      onClick={() => {
        onClick(of.key);
      }}
    >
      {words}
    </Button>
  );
  return (
    <Group gap={4} wrap="nowrap">
      {mayRetry(of) && button(common('retry'), retry)}
      {isOver(of) && button(common('close'), forget, t('upload.forget', { file }))}
      {!isOver(of) && of.state !== 'entering' && button(t('upload.stop'), stop, t('upload.stopOf', { file }))}
    </Group>
  );
}
