import '@fontsource/be-vietnam-pro/latin-400.css';
import '@fontsource/be-vietnam-pro/latin-600.css';
import '@fontsource/be-vietnam-pro/vietnamese-400.css';
import '@fontsource/be-vietnam-pro/vietnamese-600.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { lazy, StrictMode, Suspense, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { loadAccess } from './api/access';
import { followChanges } from './api/changes';
import { Problem } from './api/problem';
import { session } from './api/session';
import { Messages } from './app/Messages';
import { makeRouter } from './app/router';
import { theme } from './app/theme';
import { reloadAfterUpgrade } from './app/upgrade';
import { startLanguage } from './i18n';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only a lost connection is worth another try.
      retry: (count, error) => count < 2 && error instanceof Problem && error.passing,
    },
  },
});

// Nobody who is signed in sees it.
const Doorstep = lazy(async () => ({ default: (await import('./app/Doorstep')).Doorstep }));

function App() {
  const [router] = useState(() => makeRouter(queries));
  useEffect(() => followChanges(queries), []);
  return <RouterProvider router={router} />;
}

/** The nonce of the page's policy: without it the browser ignores every style that a component writes. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Who is signed in; what the person may do is known then, too. */
async function enter() {
  const found = await session.load();
  if (found.signedIn && found.known) await loadAccess(queries);
  return found;
}

reloadAfterUpgrade();
// The library that keeps the page behind a dialog from scrolling writes a style, too, and takes its nonce from here.
setNonce(nonce());
const [who] = await Promise.all([enter(), startLanguage()]);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} getStyleNonce={nonce} forceColorScheme="light">
      <QueryClientProvider client={queries}>
        <Messages />
        <Suspense fallback={null}>
          {who.signedIn && who.known ? <App /> : <Doorstep unknown={who.signedIn} />}
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
