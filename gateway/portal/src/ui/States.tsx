import { Alert, Button, Center, Loader, Stack, Text } from '@mantine/core';
import { IconAlertCircle, IconDatabaseOff, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';

export function Loading() {
  const { t } = useTranslation();
  return (
    <Center py="xl" role="status" aria-label={t('loading')}>
      <Loader size="sm" />
    </Center>
  );
}

/** Why something could not be shown, and what the person can do about it. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = error instanceof Problem ? error : undefined;
  const forbidden = problem?.status === 403 || problem?.status === 404;
  return (
    <Alert
      color={forbidden ? 'gray' : 'red'}
      icon={forbidden ? <IconLock aria-hidden /> : <IconAlertCircle aria-hidden />}
      title={forbidden ? undefined : t('failed.title')}
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{useExplanation(error)}</Text>
        {problem?.requestId && !forbidden && (
          <Text size="xs" c="dimmed">
            {t('failed.request', { id: problem.requestId })}
          </Text>
        )}
        {onRetry && !forbidden && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** A failure in one sentence. */
export function useExplanation(error: unknown): string {
  const { t } = useTranslation();
  if (!(error instanceof Problem)) return t('failed.unexpected');
  if (error.status === 0) return t('failed.offline');
  if (error.status === 403) return t('failed.forbidden');
  if (error.status === 404) return t('failed.notFound');
  return error.message || t('failed.unexpected');
}

export function Empty({ children, action }: { children?: ReactNode; action?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Stack align="center" py="xl" gap="xs">
      <IconDatabaseOff size={32} stroke={1.3} color="var(--mantine-color-gray-5)" aria-hidden />
      <Text c="dimmed" ta="center">
        {children ?? t('nothing')}
      </Text>
      {action}
    </Stack>
  );
}
