/** Who is signed in, as the gateway's cookie says; the token that changes must carry. */
export interface SignedIn {
  signedIn: true;
  known: boolean;
  person: string;
  displayName: string;
  csrfToken: string;
  currentTime: string;
  positions: { position: string; unit: string; agency: string; role: Role; title: string }[];
}

export type Role =
  | 'CHAIRMAN'
  | 'VICE_CHAIRMAN'
  | 'OFFICE_CHIEF'
  | 'OFFICE_SPECIALIST'
  | 'OFFICE_CLERK'
  | 'AGENCY_HEAD'
  | 'AGENCY_CLERK'
  | 'UNIT_HEAD'
  | 'OFFICER'
  | 'AGENCY_ADMINISTRATOR'
  | 'SYSTEM_ADMINISTRATOR'
  | 'INSPECTOR';

type Session = SignedIn | { signedIn: false };

let current: Session = { signedIn: false };
/** How far the clock of the server is ahead of the browser's, in milliseconds. */
let ahead = 0;
const listeners = new Set<() => void>();

export const session = {
  /** Asks the gateway who is signed in. */
  async load(): Promise<Session> {
    const response = await fetch('/auth/session', { headers: { Accept: 'application/json' } });
    current = (await response.json()) as Session;
    if (current.signedIn) ahead = Date.parse(current.currentTime) - Date.now();
    return current;
  },

  /** Who is signed in; only below the sign-in page is somebody. */
  get(): SignedIn {
    if (!current.signedIn) throw new Error('nobody is signed in');
    return current;
  },

  /** The present time by the clock of the server, which counts the deadlines. */
  now: () => new Date(Date.now() + ahead),

  csrfToken: () => (current.signedIn ? current.csrfToken : ''),

  /** The gateway no longer knows the session. Nothing on the screen is thrown away: see SessionEnded. */
  end(): void {
    listeners.forEach((listener) => {
      listener();
    });
  },

  onEnd(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },

  has: (...roles: Role[]) => current.signedIn && current.positions.some((held) => roles.includes(held.role)),
};

/** Where signing in starts; it leads back to the page that is open. */
export function signInUrl(): string {
  const here = window.location.pathname + window.location.search;
  return `/auth/login?return_to=${encodeURIComponent(here)}`;
}

/** Ends the session here and at the single sign-on. */
export async function signOut(): Promise<void> {
  const response = await fetch('/auth/logout', {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-CSRF-Token': session.csrfToken() },
  });
  const { logoutUrl } = (await response.json()) as { logoutUrl: string };
  window.location.assign(logoutUrl);
}
