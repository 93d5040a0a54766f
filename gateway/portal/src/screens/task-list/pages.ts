import { filterOf, orderOf } from './filters/filter';
import { USUAL_SIZE, type Basket, type Search } from './search';

const STORAGE_KEY = 'dondoc.pages';

interface Pages {
  of: string;
  tokens: (string | undefined)[];
}

/**
 * How to turn pages. A token only leads forward: the tokens of earlier pages are kept for the way back. They survive a
 * reload. A page that was opened by its address leads back to the first one.
 */
export function pagesOf(basket: Basket, search: Search) {
  const of = [basket, filterOf(search), orderOf(search), search.size ?? USUAL_SIZE].join('|');
  const number = search.page ?? 1;
  const pages = read(of);
  pages.tokens[number] = search.at;
  return {
    number,
    next(token: string): Pick<Search, 'page' | 'at'> {
      pages.tokens[number + 1] = token;
      sessionStorage.setItem(STORAGE_KEY, JSON.stringify(pages));
      return { page: number + 1, at: token };
    },
    previous(): Pick<Search, 'page' | 'at'> {
      const token = pages.tokens[number - 1];
      return token ? { page: number - 1, at: token } : { page: undefined, at: undefined };
    },
  };
}

/** How many rows stand on the pages before. */
export function rowsBefore(search: Search): number {
  return ((search.page ?? 1) - 1) * (search.size ?? USUAL_SIZE);
}

function read(of: string): Pages {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '') as Pages;
    if (kept.of === of) return { of, tokens: kept.tokens.map((token) => token ?? undefined) };
  } catch {
    // Nothing usable is kept.
  }
  return { of, tokens: [] };
}
