import { Alert, List, Text } from '@mantine/core';
import { IconReplace } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Directive } from '@/api/directives';
import { written } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { kindOf, type Supersession } from './kinds';

/** The directives that recall, replace or amend this one, and those to which it does so. */
export function Supersessions({ directive }: { directive: Directive }) {
  const { supersessions = [], supersedes = [] } = directive;
  return (
    <>
      {supersessions.length > 0 && <Listed color="orange" way="by" supersessions={supersessions} />}
      {supersedes.length > 0 && <Listed color="blue" way="of" supersessions={supersedes} />}
    </>
  );
}

function Listed(props: { color: string; way: 'by' | 'of'; supersessions: Supersession[] }) {
  const { t } = useTranslation('intake');
  const { color, way, supersessions } = props;
  return (
    <Alert color={color} icon={<IconReplace aria-hidden />} role="status">
      <List size="sm" listStyleType="none">
        {supersessions.map(({ kind, directive, numberSymbol, issueDate, note, createTime }) => (
          <List.Item key={`${createTime ?? ''}${directive ?? ''}`}>
            <Text span size="sm">
              {t(`supersede.${way}.${kindOf(kind)}`)}{' '}
            </Text>
            {directive ? (
              <LinkTo underline="always" to="/directives/$directive" params={{ directive: id(directive) }}>
                {[numberSymbol || t('noNumber'), written(issueDate)].filter(Boolean).join(', ')}
              </LinkTo>
            ) : (
              t('supersede.another')
            )}
            {note && ` (${note})`}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
