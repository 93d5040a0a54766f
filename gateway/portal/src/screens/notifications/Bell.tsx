import { VisuallyHidden } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { latest } from './queries';
import classes from './Bell.module.css';

const Latest = lazy(() => import('./Latest'));
const MOST = 99;

/** The number of unread notifications; a click shows the newest. */
export function Bell() {
  const { t } = useTranslation();
  const { data } = useQuery(latest);
  const [opened, setOpened] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  const unread = Number(data?.unreadCount ?? 0);
  return (
    <>
      <button
        type="button"
        className={classes.bell}
        popoverTarget="latest-notifications"
        aria-expanded={opened}
      >
        <IconBell size={22} stroke={1.6} aria-hidden />
        <VisuallyHidden>{t('bell.label')}</VisuallyHidden>
        {unread > 0 && (
          <>
            <span className={classes.count}>{unread > MOST ? `${String(MOST)}+` : unread}</span>{' '}
            <VisuallyHidden>{t('bell.unread')}</VisuallyHidden>
          </>
        )}
      </button>
      <div
        id="latest-notifications"
        ref={panel}
        popover="auto"
        role="dialog"
        aria-label={t('bell.label')}
        className={classes.panel}
        onToggle={(event) => {
          setOpened(event.newState === 'open');
        }}
      >
        {opened && (
          <Suspense fallback={null}>
            <Latest close={() => panel.current?.hidePopover()} />
          </Suspense>
        )}
      </div>
    </>
  );
}
