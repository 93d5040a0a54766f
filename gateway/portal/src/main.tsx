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
import { followChanges } from './api/changes';
import { Problem } from './api/problem';
import { session } from './api/session';
import { Notes } from './app/Notes';
import { makeRouter } from './app/router';
import { theme } from './app/theme';
import { reloadAfterUpgrade } from './app/upgrade';
import { startLanguage } from './i18n';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; a lost connection is tried again.
      retry: (count, error) => count < 2 && error instanceof Problem && error.passing,
    },
  },
});

// Who is signed in never sees it.
const Doorstep = lazy(async () => ({ default: (await import('./app/Doorstep')).Doorstep }));

function App() {
  const [router] = useState(() => makeRouter(queries));
  useEffect(() => followChanges(queries), []);
  return <RouterProvider router={router} />;
}

/** The nonce of this answer's policy, without which no style that a component writes would take effect. */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

reloadAfterUpgrade();
// What keeps the page behind a dialog from scrolling writes a style of its own, and asks there for the nonce.
setNonce(nonce());
const [who] = await Promise.all([session.load(), startLanguage()]);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} getStyleNonce={nonce} forceColorScheme="light">
      <QueryClientProvider client={queries}>
        <Notes />
        <Suspense fallback={null}>
          {who.signedIn && who.known ? <App /> : <Doorstep unknown={who.signedIn} />}
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
