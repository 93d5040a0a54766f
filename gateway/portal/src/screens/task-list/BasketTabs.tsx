import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { baskets } from './queries';
import type { Basket, Search } from './search';
import classes from './BasketTabs.module.css';

/** The person's baskets; the filters stay when the basket changes. */
export function BasketTabs({ chosen }: { chosen: Basket }) {
  const { t } = useTranslation('task-list');
  return (
    <nav aria-label={t('baskets.label')} className={classes.tabs}>
      {baskets().map((basket) => (
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
