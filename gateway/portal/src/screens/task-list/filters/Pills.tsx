import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { REMOVABLE } from './filter';
import type { Task } from '@/api/tasks';
import type { Search } from '../search';
import { useFilterWords } from './useFilterWords';
import classes from './Pills.module.css';

/** The filters in use; each can be removed. */
export function Pills({
  search,
  shown,
  onChange,
}: {
  search: Search;
  shown: Task[] | undefined;
  onChange: (changed: Partial<Search>) => void;
}) {
  const { t } = useTranslation('task-list');
  const filters = useFilterWords(search, shown);
  if (filters.length === 0) return null;
  return (
    <ul aria-label={t('filters.active')} className={classes.pills}>
      {filters.map(({ key, what, value }) => (
        <li key={key} className={classes.pill}>
          <span>{value ? `${what}: ${value}` : what}</span>
          <button
            type="button"
            aria-label={t('filters.remove', { what: what.toLowerCase() })}
            onClick={() => {
              onChange({ [key]: undefined });
            }}
          >
            <IconX size={14} aria-hidden />
          </button>
        </li>
      ))}
      {filters.length > 1 && (
        <li>
          <button
            type="button"
            className={classes.all}
            onClick={() => {
              onChange(Object.fromEntries(REMOVABLE.map((key) => [key, undefined])));
            }}
          >
            {t('filters.clearAll')}
          </button>
        </li>
      )}
    </ul>
  );
}
