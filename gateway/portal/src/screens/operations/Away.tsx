import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { Failure } from '@/ui/States';
import { SUBSCRIBERS } from './events';

interface Read {
  isError: boolean;
  error: unknown;
  refetch: () => Promise<unknown>;
}

/** The services that did not answer, in the order of `SUBSCRIBERS`: what the others said is shown. */
export function Away({ reads }: { reads: readonly Read[] }) {
  const { t } = useTranslation('operations');
  const { t: common } = useTranslation();
  const forbidden = reads.find(({ error }) => error instanceof Problem && error.status === 403);
  if (forbidden) return <Failure error={forbidden.error} />;
  const failed = reads.filter(({ isError }) => isError);
  if (failed.length === 0) return null;
  const names = SUBSCRIBERS.filter((_, at) => reads[at]?.isError).map((name) => t(`service.${name}`));
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
      <Group justify="space-between">
        <Text size="sm">{t('away', { services: names.join(', ') })}</Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            failed.forEach((read) => void read.refetch());
          }}
        >
          {common('retry')}
        </Button>
      </Group>
    </Alert>
  );
}
