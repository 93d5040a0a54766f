import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { decidingCount, DECISIONS, type PendingDecision } from '@/api/deciding';
import { number } from '@/ui/text';
import classes from './DecidingScreen.module.css';

/** All that waits, or what waits for one kind of decision, each with its number; kinds that nothing waits for are left out. */
export function DecisionTabs({ chosen }: { chosen: PendingDecision | undefined }) {
  const { t } = useTranslation('deciding');
  const { data: total } = useQuery(decidingCount());
  const counts = useQueries({ queries: DECISIONS.map((each) => decidingCount(each)) });
  return (
    <nav aria-label={t('kinds.label')} className={classes.tabs}>
      <Tab decision={undefined} count={total} chosen={chosen} />
      {DECISIONS.map((decision, at) => {
        const count = counts[at]?.data ?? 0;
        if (!count && decision !== chosen) return null;
        return <Tab key={decision} decision={decision} count={count} chosen={chosen} />;
      })}
    </nav>
  );
}

function Tab(props: { decision?: PendingDecision; count?: number; chosen?: PendingDecision }) {
  const { t, i18n } = useTranslation('deciding');
  const { decision, count, chosen } = props;
  return (
    <Link
      to="/deciding"
      search={decision ? { decision } : {}}
      className={classes.tab}
      activeProps={{}}
      aria-current={decision === chosen ? 'page' : false}
      data-chosen={decision === chosen || undefined}
    >
      {t(`kinds.${decision ?? 'all'}`)} {count === undefined ? '' : number(count, i18n.language)}
    </Link>
  );
}
