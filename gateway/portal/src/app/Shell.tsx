import { Burger, Group, NavLink, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Bell } from '@/screens/notifications/Bell';
import { GuidedTour } from '@/screens/help/GuidedTour';
import { Loading } from '@/ui/States';
import { Account } from './Account';
import { province } from './province';
import { sections } from './sections';
import { SessionEnded } from './SessionEnded';
import classes from './Shell.module.css';

// By this name react-remove-scroll knows what must not move when a dialog takes the scroll bar away.
const STAYS = 'right-scroll-bar-position';

/** What is around every screen: the province, the menu, the bell and the account. */
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
      <header className={`${classes.header} ${STAYS}`} data-shell="header" data-print="no">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" className={classes.brand}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              color="white"
              aria-label={t('menu.open')}
              data-tour="menu"
            />
            <img src="/portal/emblem" alt="" width={32} height={32} />
            <div className={classes.names}>
              <Text size="xs" truncate>
                {province.name}
              </Text>
              <Text fw={600} size="sm" truncate>
                {t('product')}
              </Text>
            </div>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <div data-tour="bell">
              <Bell />
            </div>
            <div data-tour="account">
              <Account />
            </div>
          </Group>
        </Group>
      </header>
      <nav
        className={classes.menu}
        data-opened={opened || undefined}
        data-shell="menu"
        data-print="no"
        aria-label={t('menu.label')}
      >
        {sections().map(({ path: to, key, icon: Drawn }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            data-tour={key}
            label={t(`menu.${key}`)}
            leftSection={<Drawn size={20} stroke={1.6} aria-hidden />}
            active={path === to || path.startsWith(`${to}/`)}
          />
        ))}
      </nav>
      <main id="content" ref={content} tabIndex={-1} className={classes.main} data-shell="main">
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <SessionEnded />
      <GuidedTour />
    </>
  );
}

/** Moves the focus to a new screen's content, so that who does not see hears where they are. */
function useFocusOnArrival(path: string) {
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) content.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  return content;
}
