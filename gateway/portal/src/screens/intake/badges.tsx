import { Badge } from '@mantine/core';
import { IconMail, IconMailOpened, IconScan, IconLoader, IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Directive } from './queries';

const SIGNS = {
  PENDING: { icon: IconLoader, color: 'blue.9' },
  SCAN: { icon: IconScan, color: 'yellow.9' },
  UNREADABLE: { icon: IconAlertTriangle, color: 'red.9' },
} as const;

/** How far the file is read, where there is something to say of it. */
export function ReadingBadge({ of }: { of: Directive }) {
  const { t } = useTranslation('intake');
  const { reading } = of;
  if (reading !== 'PENDING' && reading !== 'SCAN' && reading !== 'UNREADABLE') return null;
  const { icon: Drawn, color } = SIGNS[reading];
  return (
    <Badge variant="light" color={color} tt="none" leftSection={<Drawn size={14} aria-hidden />}>
      {t(`reading.${reading}`)}
    </Badge>
  );
}

/** Whether the person's own units have opened what was forwarded to them. */
export function OpenedBadge({ of }: { of: Directive }) {
  const { t } = useTranslation('intake');
  const own = of.ownForwardings ?? [];
  if (own.length === 0) return null;
  const opened = own.every((one) => one.openTime);
  const Drawn = opened ? IconMailOpened : IconMail;
  return (
    <Badge
      variant={opened ? 'light' : 'filled'}
      color={opened ? 'gray.8' : 'province.7'}
      tt="none"
      leftSection={<Drawn size={14} aria-hidden />}
    >
      {opened ? t('opened.yes') : t('opened.no')}
    </Badge>
  );
}
