import { Burger, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Bell } from '@/screens/notifications/Bell';
import { Account } from './Account';
import { province } from './province';
import classes from './Shell.module.css';

// react-remove-scroll keeps what has this class in place when a dialog takes the scroll bar away.
const KEEPS_PLACE = 'right-scroll-bar-position';

/** The province, the product, the bell and the account. */
export function Header({ isMenuOpen, onToggleMenu }: { isMenuOpen: boolean; onToggleMenu: () => void }) {
  const { t } = useTranslation();
  return (
    <header className={`${classes.header} ${KEEPS_PLACE}`} data-shell="header" data-print="no">
      <Group h="100%" px="md" justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" className={classes.brand}>
          <Burger
            opened={isMenuOpen}
            onClick={onToggleMenu}
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
  );
}
