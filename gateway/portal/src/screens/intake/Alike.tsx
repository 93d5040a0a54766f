import { Alert, List, Text } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { id, type Schemas } from '@/api/client';
import type { Directive } from '@/api/directives';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';

type Likeness = Exclude<Schemas['document.LikeDirective.Likeness'], 'LIKENESS_UNSPECIFIED'>;

const isKnown = (likeness: string): likeness is Likeness => likeness !== 'LIKENESS_UNSPECIFIED';

/** The directives that look like this one: perhaps it was entered twice. A person decides. */
export function Alike({ directive: { alike = [] } }: { directive: Directive }) {
  const { t } = useTranslation('intake');
  if (alike.length === 0) return null;
  const holder = alike.find((one) => one.likenesses?.includes('SAME_NUMBER'))?.directive;
  return (
    <Alert color="yellow" icon={<IconCopy aria-hidden />} role="status">
      <Text size="sm" fw={600}>
        {t('alike.title')}
      </Text>
      {holder && (
        <Text size="sm">
          {t('alike.taken')}{' '}
          <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(holder) }}>
            {t('alike.open')}
          </LinkTo>
        </Text>
      )}
      <List size="sm">
        {alike.map(({ directive = '', likenesses = [], ...one }) => (
          <List.Item key={directive}>
            <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(directive) }}>
              {one.numberSymbol || t('noNumber')}
            </LinkTo>{' '}
            {[written(one.issueDate), one.issuer, one.subject].filter(Boolean).join(', ')}
            {` (${likenesses
              .filter(isKnown)
              .map((likeness) => t(`alike.${likeness}`))
              .join('; ')})`}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
