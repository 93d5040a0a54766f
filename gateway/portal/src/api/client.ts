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

/** The public API, typed from its description; every path, parameter and body is checked by the compiler. */
export const api = createClient<paths>({ baseUrl: '/' });
api.use(guard);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer. Throws Problem for a refusal, and for a connection that is not there. */
export async function ok<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked.catch((cause: unknown) => {
    throw Problem.offline(cause);
  });
  if (!response.ok) throw Problem.of(response.status, error);
  return data as T;
}

/** The last part of a resource name, as paths want it: `tasks/42` → `42`. */
export function id(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
