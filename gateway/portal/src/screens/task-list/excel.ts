import i18next from 'i18next';
import { api } from '@/api/client';
import { download } from '@/ui/download';
import { filterOf, orderOf } from './filters/filter';
import type { Basket, Search } from './search';

/** Downloads the workbook of what the list shows, all pages of it. */
export function exportTasks(basket: Basket, search: Search, columns: string[]): Promise<void> {
  const query = { basket: `baskets/${basket}`, filter: filterOf(search), orderBy: orderOf(search), columns };
  return download(
    i18next.t('task-list:export.running'),
    i18next.t('task-list:export.name'),
    api.GET('/v1/tasks:export', { params: { query }, parseAs: 'stream' }),
  );
}
