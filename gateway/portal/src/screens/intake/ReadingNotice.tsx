import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCopy, IconRefresh, IconScan } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { Refusal } from '@/ui/form/Refusal';

import { LinkTo } from '@/ui/LinkTo';
import type { Directive } from '@/api/directives';
import { may } from './allowed';
import { useReread } from './commands';
import { useRefusal } from './refusals';
import { twinQuery } from './queries';

/** What the person has to do if the file is not read, or not wholly. */
export function ReadingNotice({ directive }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const { reading, readingError = '' } = directive;
  // The only trouble with a document that was read: another directive has its number.
  if (reading === 'READ' && readingError && !directive.numberSymbol) return <Twin directive={directive} />;
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

/** Another directive has the number, so it was not taken from the document. */
function Twin({ directive: { name = '', text = '' } }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  const number = /số\s*:\s*([^\s]+\/[^\s,;]+)/iu.exec(text.slice(0, 2000))?.[1] ?? '';
  const { data: twin } = useQuery({ ...twinQuery(number, name), enabled: number !== '' });
  return (
    <Alert color="yellow" icon={<IconCopy aria-hidden />} role="alert">
      <Text size="sm">
        <b>{t('twin.title')}.</b>
        {number ? t('twin.text', { number }) : t('twin.textWithout')}{' '}
        {twin && (
          <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(twin) }}>
            {t('twin.open')}
          </LinkTo>
        )}
      </Text>
    </Alert>
  );
}
