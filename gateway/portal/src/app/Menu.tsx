import { NavLink } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { decides, mayEnter, useMayMendEvents, useMayWithStatistics, useTaskAccess } from '@/api/access';
import { decidingCount } from '@/api/deciding';
import { number } from '@/ui/text';
import { sectionAt, sectionsOf } from './sections';
import classes from './Shell.module.css';

/** The sections that the person may open. */
export function Menu({ isOpen, path }: { isOpen: boolean; path: string }) {
  const { t } = useTranslation();
  const access = useTaskAccess();
  const sections = sectionsOf({
    decide: decides(access),
    seeStatistics: useMayWithStatistics('get'),
    mendEvents: useMayMendEvents(),
    assignTasks: mayEnter(access),
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
          rightSection={key === 'deciding' && <DecidingCount />}
          active={here?.path === to}
        />
      ))}
    </nav>
  );
}

/** How many tasks wait for a decision of the person. */
function DecidingCount() {
  const { i18n } = useTranslation();
  const { data: count } = useQuery(decidingCount());
  if (!count) return null;
  return <span className={classes.count}>{number(count, i18n.language)}</span>;
}
