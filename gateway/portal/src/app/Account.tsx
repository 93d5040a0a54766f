import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLanguage, IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { session, signOut } from '@/api/session';
import { changeLanguage } from '@/i18n';
import { Name } from '@/ui/Name';

/** Who is signed in, in which positions; the language; the way out. */
export function Account() {
  const { t, i18n } = useTranslation();
  const { displayName, positions } = session.get();
  return (
    <Menu position="bottom-end" width={280} withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={`${t('account.label')}: ${displayName}`} p={6}>
          <Avatar size={32} color="white" variant="filled" name={displayName} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} size="sm" c="var(--mantine-color-text)">
            {displayName}
          </Text>
          {positions.map((held) => (
            <Text key={held.position} size="xs">
              {held.title} · <Name of={held.unit} />
            </Text>
          ))}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLanguage size={16} aria-hidden />}
          onClick={() => void changeLanguage(i18n.language === 'vi' ? 'en' : 'vi')}
          lang={i18n.language === 'vi' ? 'en' : 'vi'}
        >
          {t('account.otherLanguage')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
