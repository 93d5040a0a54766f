import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconLoader,
  IconMail,
  IconMailOpened,
  IconScan,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './badges.module.css';
import type { Directive } from '@/api/directives';

export type Tone = 'plain' | 'good' | 'open' | 'bad' | 'news';

/** A few words about a state; the colour only underlines them. */
export function Sign({ tone, icon: Drawn, children }: { tone: Tone; icon?: Icon; children: ReactNode }) {
  return (
    <Badge
      className={classes.sign}
      data-tone={tone}
      variant="default"
      leftSection={Drawn && <Drawn size={14} aria-hidden />}
    >
      {children}
    </Badge>
  );
}

const READINGS = {
  PENDING: { icon: IconLoader, tone: 'news' },
  SCAN: { icon: IconScan, tone: 'open' },
  UNREADABLE: { icon: IconAlertTriangle, tone: 'bad' },
} as const;

/** The reading of the file, unless it was read without trouble. */
export function ReadingBadge({ of: { reading } }: { of: Directive }) {
  const { t } = useTranslation('intake');
  if (reading !== 'PENDING' && reading !== 'SCAN' && reading !== 'UNREADABLE') return null;
  return <Sign {...READINGS[reading]}>{t(`reading.${reading}`)}</Sign>;
}

/** Whether the person's units have opened what was forwarded to them. */
export function OpenedBadge({ of: { ownForwardings = [] } }: { of: Directive }) {
  const { t } = useTranslation('intake');
  if (ownForwardings.length === 0) return null;
  const opened = ownForwardings.every((one) => one.openTime);
  return (
    <Sign tone={opened ? 'plain' : 'news'} icon={opened ? IconMailOpened : IconMail}>
      {opened ? t('opened.yes') : t('opened.no')}
    </Sign>
  );
}
