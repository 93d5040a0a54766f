import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '@/ui/Page';
import { Contents } from './Contents';
import { HelpArticle } from './HelpArticle';
import { isPage } from './pages';

/** The help: one page, or the list of pages. */
export function HelpScreen() {
  const { t } = useTranslation('help');
  const { page } = useParams({ strict: false });
  if (page !== undefined && isPage(page)) return <HelpArticle key={page} page={page} />;
  return (
    <Page title={t('title')}>
      <Contents unknown={page !== undefined} />
    </Page>
  );
}
