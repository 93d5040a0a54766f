/** The person of the gateway's cookie, and the token that changes must carry. */
export interface SignedIn {
  signedIn: true;
  known: boolean;
  person: string;
  displayName: string;
  csrfToken: string;
  currentTime: string;
  positions: HeldPosition[];
}

export interface HeldPosition {
  position: string;
  unit: string;
  agency: string;
  role: string;
  title: string;
}

type Session = SignedIn | { signedIn: false };

let current: Session = { signedIn: false };
/** How far the server's clock is ahead of the browser's, in milliseconds. */
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

  /** The signed-in person. Behind the sign-in page there always is one. */
  get(): SignedIn {
    if (!current.signedIn) throw new Error('nobody is signed in');
    return current;
  },

  positions: (): readonly HeldPosition[] => (current.signedIn ? current.positions : []),

  /** The present time by the server's clock, by which deadlines are counted. */
  now: () => new Date(Date.now() + ahead),

  csrfToken: () => (current.signedIn ? current.csrfToken : ''),

  /** The gateway no longer knows the session. The screen keeps what it shows: see SessionEnded. */
  end(): void {
    listeners.forEach((listener) => {
      listener();
    });
  },

  onEnd(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** The address where signing in starts; it leads back to the open page. */
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
