import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { decides, useTaskAccess } from '@/api/access';
import { basketsOf } from './queries';
import type { Basket, Search } from './search';
import classes from './BasketTabs.module.css';

/** The person's baskets; the filters stay when the basket changes. */
export function BasketTabs({ chosen }: { chosen: Basket }) {
  const { t } = useTranslation('task-list');
  const access = useTaskAccess();
  return (
    <nav aria-label={t('baskets.label')} className={classes.tabs}>
      {decides(access) && (
        <Link to="/deciding" className={classes.tab} activeProps={{}}>
          {t('baskets.deciding')}
        </Link>
      )}
      {basketsOf(access).map((basket) => (
        <Link
          key={basket}
          from="/tasks"
          to="/tasks"
          search={(before: Search) => ({ ...before, basket, page: undefined, at: undefined })}
          className={classes.tab}
          activeProps={{}}
          aria-current={basket === chosen ? 'page' : false}
          data-chosen={basket === chosen || undefined}
          resetScroll={false}
        >
          {t(`baskets.${basket}`)}
        </Link>
      ))}
    </nav>
  );
}
