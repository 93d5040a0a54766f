import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh, IconScan } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '@/ui/form/Refusal';
import type { Directive } from '@/api/directives';
import { may } from './allowed';
import { useReread } from './commands';
import { useRefusal } from './refusals';

/** What the person has to do if the file is not read, or not wholly. */
export function ReadingNotice({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const { reading } = directive;
  if (reading === 'PENDING')
    return (
      <Alert color="blue" role="status">
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm">{t('notice.pending')}</Text>
        </Group>
      </Alert>
    );
  if (reading === 'SCAN')
    return (
      <Alert color="yellow" icon={<IconScan aria-hidden />} role="status">
        <Text size="sm">{t('notice.scan')}</Text>
      </Alert>
    );
  if (reading === 'UNREADABLE') return <Unreadable directive={directive} />;
  return null;
}

/** Why the file could not be read; whoever may can let it be read again. */
function Unreadable({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const reread = useReread(directive.name ?? '');
  const refusal = useRefusal(reread.error);
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('notice.unreadable')} role="alert">
      <Text size="sm">{directive.readingError || t('notice.typeIn')}</Text>
      {may(directive, 'reread') && (
        <Button
          mt="xs"
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={reread.isPending}
          onClick={() => {
            reread.mutate(null);
          }}
        >
          {t('notice.reread')}
        </Button>
      )}
      <Refusal>{reread.isError ? refusal : ''}</Refusal>
    </Alert>
  );
}
