import { oneOf } from '@/api/oneOf';
import { FIELDS, filterOf, OF_PART, orderOf } from '../filters/filter';
import { basketSearch, BASKETS, SORTS, type Search } from '../search';

const TERM = /\s*([a-z_]+)\s*(!=|<=|>=|=|<|>|:)\s*("(?:[^"\\]|\\.)*"|[^\s"()]+)\s*(?:AND\s+|$)/y;

interface Saved {
  basket?: string;
  filter?: string;
  orderBy?: string;
}

/**
 * The address of the list that a saved list shows; undefined if it says more than the list of the portal can, which only
 * another program has saved.
 */
export function searchOf(saved: Saved): Search | undefined {
  const terms = termsOf(saved.filter ?? '');
  if (!terms) return undefined;
  const given: Record<string, unknown> = {
    basket: basketOf(saved.basket) ?? 'all',
    sort: sortOf(saved.orderBy ?? ''),
  };
  for (const [field, operator, value] of terms) {
    const key = KEYS[`${field} ${operator}`];
    if ((field === 'state' || field === OF_PART.class) && operator === '!=') given.open = true;
    else if (field === 'due_date' && operator === '=' && value === 'NONE') given.undated = true;
    else if (field === 'task_set' && operator === '=' && value === '') given.alone = true;
    else if (key) given[key] = value;
    else return undefined;
  }
  const search = basketSearch(given);
  const same = sorted(termsOf(filterOf(search))) === sorted(terms);
  return same && orderOf(search) === (saved.orderBy || 'due_date') ? search : undefined;
}

type Term = [field: string, operator: string, value: string];

const KEYS: Record<string, keyof Search> = {
  ...Object.fromEntries(Object.entries(FIELDS).map(([key, field]) => [`${field} =`, key as keyof Search])),
  ...Object.fromEntries(Object.entries(OF_PART).map(([key, field]) => [`${field} =`, key as keyof Search])),
  'text :': 'text',
  'due_date >=': 'dueFrom',
  'due_date <=': 'dueTo',
};

function termsOf(filter: string): Term[] | undefined {
  const terms: Term[] = [];
  const text = filter.trim();
  let at = 0;
  while (at < text.length) {
    TERM.lastIndex = at;
    const found = TERM.exec(text);
    if (!found) return undefined;
    const [whole, field = '', operator = '', value = ''] = found;
    terms.push([field, operator, unquoted(value)]);
    at += whole.length;
  }
  return terms;
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

function sorted(terms: Term[] | undefined): string {
  return JSON.stringify((terms ?? []).map((term) => term.join(' ')).sort());
}

function basketOf(name: string | undefined) {
  return oneOf(BASKETS, name?.replace('baskets/', ''));
}

function sortOf(orderBy: string): Search['sort'] {
  const [name, direction] = orderBy.split(' ');
  const sort = oneOf(SORTS, name);
  return sort && direction === 'desc' ? `-${sort}` : sort;
}
