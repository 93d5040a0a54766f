/** What unit tests share. */
import { vi } from 'vitest';
import type { Schemas } from '@/api/client';
import { session } from '@/api/session';
import { dayOf, type Day } from '@/ui/dates';

interface Held {
  role: Schemas['identity.Role'];
  unit?: string;
  agency?: string;
}

const NOON = '2026-11-24T12:00:00+07:00';

/** Signs a person in who holds these positions; the server's clock says noon of 24/11/2026 in Vietnam. */
export async function signIn(positions: Held[] = [], currentTime = NOON): Promise<void> {
  const answer = {
    signedIn: true,
    known: true,
    person: 'people/an',
    displayName: 'An',
    csrfToken: 'token',
    currentTime,
    positions: positions.map(({ role, unit = 'units/so-y-te', agency = 'units/so-y-te' }, at) => ({
      position: `${unit}/positions/${String(at)}`,
      unit,
      agency,
      role,
      title: role,
    })),
  };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(answer)));
  await session.load();
  vi.unstubAllGlobals();
}

/** The day of `2026-11-24`. */
export function day(text: string): Day {
  const found = dayOf(text);
  if (!found) throw new Error(`${text} is no day`);
  return found;
}
