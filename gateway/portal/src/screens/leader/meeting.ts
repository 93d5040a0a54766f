import { useEffect } from 'react';
import { getRouteApi } from '@tanstack/react-router';
import './meeting.css';

const route = getRouteApi('/leader');

/** The page on the screen of a meeting room: full screen, in large type, without menu. */
export function useMeeting() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const on = search.meeting ?? false;
  const set = (meeting: true | undefined) =>
    void navigate({ search: { ...search, meeting }, replace: true, resetScroll: false });

  useEffect(() => {
    document.documentElement.toggleAttribute('data-meeting', on);
    return () => {
      document.documentElement.removeAttribute('data-meeting');
    };
  }, [on]);

  useEffect(() => {
    // Escape leaves the full screen: the page gets its menu back.
    const left = () => {
      if (!document.fullscreenElement)
        void navigate({ search: (now) => ({ ...now, meeting: undefined }), replace: true });
    };
    document.addEventListener('fullscreenchange', left);
    return () => {
      document.removeEventListener('fullscreenchange', left);
    };
  }, [navigate]);

  return {
    on,
    enter: () => {
      set(true);
      // A phone may have no full screen; it still shows the large page without menu.
      void document.documentElement.requestFullscreen?.().catch(() => undefined);
    },
    leave: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      set(undefined);
    },
  };
}
