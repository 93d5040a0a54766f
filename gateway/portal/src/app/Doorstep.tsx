import { Button, Center, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { signInUrl, signOut } from '@/api/session';
import { changeLanguage, type Language } from '@/i18n';
import { province } from './province';

/** The page before signing in, and for a person whom the system does not know (`unknown`). */
export function Doorstep({ unknown }: { unknown: boolean }) {
  const { t, i18n } = useTranslation();
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper p="xl" maw={420} w="100%">
        <Stack align="center" gap="md" ta="center">
          <img src="/portal/emblem" alt="" width={72} height={72} />
          <div>
            <Text size="sm" c="dimmed">
              {province.name}
            </Text>
            <Title order={1} size="h3">
              {t('product')}
            </Title>
          </div>
          <Text>{unknown ? t('unknown.text') : t('signIn.lead')}</Text>
          {unknown ? (
            <Button fullWidth variant="default" onClick={() => void signOut()}>
              {t('account.signOut')}
            </Button>
          ) : (
            <Button fullWidth component="a" href={signInUrl()}>
              {t('signIn.button')}
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('account.label')}
            value={i18n.language}
            onChange={(language) => void changeLanguage(language as Language)}
            data={[
              { value: 'vi', label: 'Tiếng Việt' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Stack>
      </Paper>
    </Center>
  );
}
