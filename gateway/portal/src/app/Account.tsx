import { IconLanguage, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { session, signOut } from '@/api/session';
import { changeLanguage } from '@/i18n';
import { Name } from '@/ui/Name';
import classes from './Account.module.css';

/** The signed-in person with their positions, the language, and signing out. */
export function Account() {
  const { t, i18n } = useTranslation();
  const { displayName, positions } = session.get();
  const other = i18n.language === 'vi' ? 'en' : 'vi';
  return (
    <>
      <button
        type="button"
        className={classes.button}
        popoverTarget="account"
        aria-label={`${t('account.label')}: ${displayName}`}
      >
        <IconUserCircle size={26} stroke={1.5} aria-hidden />
        <span className={classes.shown}>{displayName}</span>
      </button>
      <div
        id="account"
        popover="auto"
        role="dialog"
        aria-label={t('account.label')}
        className={classes.panel}
      >
        <p className={classes.name}>{displayName}</p>
        <ul className={classes.positions}>
          {positions.map((held) => (
            <li key={held.position}>
              {held.title} · <Name of={held.unit} />
            </li>
          ))}
        </ul>
        <button type="button" className={classes.act} lang={other} onClick={() => void changeLanguage(other)}>
          <IconLanguage size={16} aria-hidden /> {t('account.otherLanguage')}
        </button>
        <button type="button" className={classes.act} onClick={() => void signOut()}>
          <IconLogout size={16} aria-hidden /> {t('account.signOut')}
        </button>
      </div>
    </>
  );
}
