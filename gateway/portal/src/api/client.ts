import createClient, { type Middleware } from 'openapi-fetch';
import i18next from 'i18next';
import type { components, paths } from './schema';
import { Problem } from './problem';
import { session } from './session';

export type Schemas = components['schemas'];

const guard: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', i18next.language);
    if (request.method !== 'GET') request.headers.set('X-CSRF-Token', session.csrfToken());
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) session.end();
  },
};

/** The public API, typed from its description; the compiler checks every path, parameter and body. */
export const api = createClient<paths>({ baseUrl: '/' });
api.use(guard);

export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer. Throws Problem if the server refuses or cannot be reached. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw Problem.offline(cause);
  });
  if (!response.ok) throw Problem.of(response.status, error);
  return data as T;
}

/** The last part of a resource name, as paths want it: `tasks/42` → `42`. */
export function id(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The header that lets a change through only if the resource is still at this version. */
export function ifMatch(etag: string | undefined): { 'If-Match'?: string } {
  return etag ? { 'If-Match': `"${etag}"` } : {};
}

interface Page {
  nextPageToken?: string;
}

/** All rows of a list, read page by page. */
export async function allPages<P extends Page, R>(
  read: (pageToken: string) => Promise<P>,
  rowsOf: (page: P) => R[] | undefined,
): Promise<R[]> {
  const rows: R[] = [];
  let pageToken = '';
  do {
    const page = await read(pageToken);
    rows.push(...(rowsOf(page) ?? []));
    pageToken = page.nextPageToken ?? '';
  } while (pageToken);
  return rows;
}

/** The largest page that the API gives. */
export const LARGEST_PAGE = 200;
