import { Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Figure } from '@/api/statistics';
import { number } from '@/ui/text';
import type { LeaderSearch } from './search';
import classes from './FigureLink.module.css';

const route = getRouteApi('/leader');

/** A figure that opens its tasks. */
export function FigureLink({
  figure,
  count,
  of,
  where,
  children,
  className,
}: {
  figure: Figure;
  count: number;
  /** Its scope: see LeaderSearch. */
  of?: string;
  /** The same in words. */
  where?: string;
  children?: ReactNode;
  className?: string;
}) {
  const { t, i18n } = useTranslation(['leader', 'statistics']);
  const search: LeaderSearch = route.useSearch();
  const shown = number(count, i18n.language);
  const label = t('opens', {
    figure: t(`figure.${figure}`, { ns: 'statistics' }),
    n: shown,
    where: where ? `, ${where}` : '',
  });
  // There is nothing to open.
  if (count === 0 && !children)
    return (
      <Text span size="sm" c="dimmed">
        {shown}
      </Text>
    );
  return (
    <Link
      to="/leader"
      search={{ ...search, show: figure, of }}
      resetScroll={false}
      preload={false}
      className={`${classes.link} ${className ?? ''}`}
      data-figure={figure}
      aria-label={children ? undefined : label}
    >
      {children ?? shown}
    </Link>
  );
}
