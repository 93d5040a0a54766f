import { NavLink } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMayMendEvents, useMayWithStatistics } from '@/api/access';
import { sectionsOf } from './sections';
import classes from './Shell.module.css';

/** The sections that the person may open. */
export function Menu({ isOpen, path }: { isOpen: boolean; path: string }) {
  const { t } = useTranslation();
  const may = { seeStatistics: useMayWithStatistics('get'), mendEvents: useMayMendEvents() };
  return (
    <nav
      className={classes.menu}
      data-opened={isOpen || undefined}
      data-shell="menu"
      data-print="no"
      aria-label={t('menu.label')}
    >
      {sectionsOf(may).map(({ path: to, key, icon: Drawn }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          data-tour={key}
          label={t(`menu.${key}`)}
          leftSection={<Drawn size={20} stroke={1.6} aria-hidden />}
          active={path === to || path.startsWith(`${to}/`)}
        />
      ))}
    </nav>
  );
}
