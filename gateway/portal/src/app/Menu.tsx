import { NavLink } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { mayEnter, useMayMendEvents, useMayWithStatistics, useTaskAccess } from '@/api/access';
import { sectionAt, sectionsOf } from './sections';
import classes from './Shell.module.css';

/** The sections that the person may open. */
export function Menu({ isOpen, path }: { isOpen: boolean; path: string }) {
  const { t } = useTranslation();
  const sections = sectionsOf({
    seeStatistics: useMayWithStatistics('get'),
    mendEvents: useMayMendEvents(),
    assignTasks: mayEnter(useTaskAccess()),
  });
  const here = sectionAt(path, sections);
  return (
    <nav
      className={classes.menu}
      data-opened={isOpen || undefined}
      data-shell="menu"
      data-print="no"
      aria-label={t('menu.label')}
    >
      {sections.map(({ path: to, key, icon: Drawn }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          data-tour={key}
          label={t(`menu.${key}`)}
          leftSection={<Drawn size={20} stroke={1.6} aria-hidden />}
          active={here?.path === to}
        />
      ))}
    </nav>
  );
}
