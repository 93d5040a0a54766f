import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNames } from '@/api/names';
import { taskSetQuery } from '@/api/sets';
import { dayOf, written } from '@/ui/dates';
import { useFieldName } from '@/ui/fieldsOfWork';
import { REMOVABLE } from './filter';
import type { Task } from '@/api/tasks';
import { filteredDirective } from '../queries';
import type { Search } from '../search';

/** A filter in words. */
export interface FilterWords {
  key: (typeof REMOVABLE)[number];
  what: string;
  value: string;
}

/** The filters of the address in words. */
export function useFilterWords(search: Search, shown: Task[] | undefined): FilterWords[] {
  const { t } = useTranslation('task-list');
  const { t: common } = useTranslation();
  const fieldName = useFieldName();
  const names = useNames([search.lead, search.coordinator, search.assigner, search.monitor, search.holder]);
  const known = shown?.find((task) => task.directive === search.directive)?.directiveNumber;
  const { data: directive } = useQuery(filteredDirective(known ? undefined : search.directive));
  const { data: set } = useQuery({ ...taskSetQuery(search.taskSet ?? ''), enabled: Boolean(search.taskSet) });
  const named = (name: string | undefined) => names[name ?? '']?.displayName ?? '';
  const value = (key: FilterWords['key']): string => {
    if (key === 'state') return common(`state.${search.state!}`);
    if (key === 'field') return fieldName(search.field);
    if (key === 'directive') return known ?? directive?.numberSymbol ?? '';
    if (key === 'taskSet') return set?.title ?? '';
    if (key === 'dueFrom' || key === 'dueTo') return written(dayOf(search[key]));
    if (key === 'text') return `“${search.text ?? ''}”`;
    return key === 'undated' || key === 'alone' ? '' : named(search[key]);
  };
  return REMOVABLE.filter((key) => search[key] !== undefined).map((key) => ({
    key,
    what: t(`filters.${key}`),
    value: value(key),
  }));
}
