import { ENDED } from '@/api/tasks';
import type { Search } from '../search';

/** The fields of the API for the filters that compare with one value. */
export const FIELDS = {
  class: 'class',
  mark: 'mark',
  state: 'state',
  lead: 'lead',
  coordinator: 'coordinator',
  assigner: 'assigner',
  monitor: 'monitor',
  holder: 'holder_person',
  field: 'field',
  directive: 'directive',
  taskSet: 'task_set',
} as const satisfies Partial<Record<keyof Search, string>>;

/** Coordinated tasks are classed by the part of the reader's own agency. */
export const OF_PART: Readonly<Record<string, string>> = {
  class: 'coordination_class',
  mark: 'coordination_mark',
};
const DONE = ['DONE_ON_TIME', 'DONE_LATE'];

/** The filter of an address, as ListTasks takes it. */
export function filterOf(search: Search): string {
  const coordinated = search.basket === 'coordinated';
  const terms = Object.entries(FIELDS).flatMap(([key, field]) => {
    const value = search[key as keyof typeof FIELDS];
    return value ? [`${(coordinated && OF_PART[key]) || field} = ${quoted(value)}`] : [];
  });
  if (search.open && coordinated) terms.push(...DONE.map((done) => `coordination_class != ${quoted(done)}`));
  if (search.open) terms.push(...ENDED.map((state) => `state != ${quoted(state)}`));
  if (search.text) terms.push(`text:${quoted(search.text)}`);
  if (search.alone) terms.push('task_set = ""');
  if (search.undated) terms.push('due_date = "NONE"');
  if (search.dueFrom) terms.push(`due_date >= ${quoted(search.dueFrom)}`);
  if (search.dueTo) terms.push(`due_date <= ${quoted(search.dueTo)}`);
  return terms.join(' AND ');
}

/** The same without what the counters filter. */
export function filterOfAllClasses(search: Search): string {
  return filterOf({ ...search, open: undefined, class: undefined, mark: undefined });
}

/** In a search the best matches come first, unless another order is wanted. */
export function orderOf(search: Search): string {
  const sort = search.sort ?? (search.text ? 'relevance,due_date' : 'due_date');
  return sort.startsWith('-') ? `${sort.slice(1)} desc` : sort;
}

/** The filters that can be removed one by one. */
export const REMOVABLE = [
  'text',
  'state',
  'lead',
  'coordinator',
  'assigner',
  'monitor',
  'holder',
  'field',
  'directive',
  'taskSet',
  'alone',
  'dueFrom',
  'dueTo',
  'undated',
] as const satisfies (keyof Search)[];

export function isFiltered(search: Search): boolean {
  return [...REMOVABLE, 'open', 'class', 'mark'].some((key) => search[key as keyof Search] !== undefined);
}

function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
