import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { CalendarFeed } from './CalendarFeed';

/** What each person sets for themselves. */
export function SettingsScreen() {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('title')}>
      <CalendarFeed />
    </Page>
  );
}
