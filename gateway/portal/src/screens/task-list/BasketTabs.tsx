import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { baskets } from './baskets';
import type { Basket, Search } from './search';
import classes from './BasketTabs.module.css';

/** The baskets in which something can lie for the person; what is filtered stays filtered. */
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
