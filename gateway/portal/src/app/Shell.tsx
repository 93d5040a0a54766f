import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { GuidedTour } from '@/screens/help/GuidedTour';
import { Loading } from '@/ui/States';
import { Header } from './Header';
import { Keys } from './Keys';
import { Menu } from './Menu';
import { SessionEnded } from './SessionEnded';
import classes from './Shell.module.css';

/** What surrounds every screen: the province's header and the menu. */
export function Shell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const content = useFocusOnArrival(path);
  useEffect(close, [close, path]);
  return (
    <>
      <a className="skip" href="#content">
        {t('skipToContent')}
      </a>
      <Header isMenuOpen={opened} onToggleMenu={toggle} />
      <Menu isOpen={opened} path={path} />
      <main id="content" ref={content} tabIndex={-1} className={classes.main} data-shell="main">
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Keys />
      <SessionEnded />
      <GuidedTour />
    </>
  );
}

/** Moves the focus to the content of a new screen, so that screen readers announce it. */
function useFocusOnArrival(path: string) {
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) content.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return content;
}
