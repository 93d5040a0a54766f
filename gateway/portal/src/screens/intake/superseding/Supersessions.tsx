import { Alert, List, Text } from '@mantine/core';
import { IconReplace } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Directive } from '@/api/directives';
import { written, writtenTime } from '@/ui/dates';
import { LinkTo } from '@/ui/LinkTo';
import { Name } from '@/ui/Name';
import { may } from '../allowed';
import { kindOf, type Supersession } from './kinds';

// Few people need it.
const TakeBack = lazy(() => import('./TakeBack').then((module) => ({ default: module.TakeBack })));

/** The directives that recall, replace or amend this one, and those to which it does so. */
export function Supersessions({ directive }: { directive: Directive }) {
  const { supersessions = [], supersedes = [] } = directive;
  return (
    <>
      {supersessions.length > 0 && (
        <Listed color="orange" way="by" supersessions={supersessions} directive={directive} />
      )}
      {supersedes.length > 0 && <Listed color="blue" way="of" supersessions={supersedes} />}
    </>
  );
}

function TakenBack({ takeBackTime = '', taker = '', takeBackReason = '' }: Partial<Supersession>) {
  const { t } = useTranslation('intake');
  return (
    <Text size="sm">
      {t('takeBack.was', { time: writtenTime(takeBackTime), reason: takeBackReason })} <Name of={taker} />
    </Text>
  );
}

interface ListedProps {
  color: string;
  way: 'by' | 'of';
  supersessions: Supersession[];
  /** The directive for which they can be taken back. */
  directive?: Directive;
}

function Listed({ color, way, supersessions, directive: superseded }: ListedProps) {
  const { t } = useTranslation('intake');
  const canTakeBack = superseded && may(superseded, 'takeBackSupersession');
  return (
    <Alert color={color} icon={<IconReplace aria-hidden />} role="status">
      <List size="sm" listStyleType="none">
        {supersessions.map(({ kind, directive, numberSymbol, issueDate, note, createTime, ...taken }) => (
          <List.Item key={`${createTime ?? ''}${directive ?? ''}`}>
            <Text span size="sm" td={taken.takeBackTime ? 'line-through' : undefined}>
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
            {taken.takeBackTime && <TakenBack {...taken} />}
            {canTakeBack && directive && !taken.takeBackTime && (
              <Suspense fallback={null}>
                <TakeBack directive={superseded} by={directive} />
              </Suspense>
            )}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
