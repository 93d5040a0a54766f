import { Alert, Anchor, Button, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tour } from './firstVisit';
import { PAGES } from './pages';

/** The list of help pages, and a button that starts the tour again. */
export function Contents({ unknown }: { unknown: boolean }) {
  const { t } = useTranslation('help');
  return (
    <Stack gap="md">
      {unknown && (
        <Alert color="gray" role="status">
          {t('noPage')}
        </Alert>
      )}
      <Paper component="section">
        <Group justify="space-between" gap="sm">
          <div>
            <Title order={2} size="h4">
              {t('tourTitle')}
            </Title>
            <Text size="sm">{t('tourText')}</Text>
          </div>
          <Button leftSection={<IconRoute size={18} aria-hidden />} onClick={tour.start}>
            {t('tourStart')}
          </Button>
        </Group>
      </Paper>
      <Title order={2} size="h4">
        {t('contents')}
      </Title>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {PAGES.map((page) => (
          <Paper key={page}>
            <Anchor fw={600} renderRoot={(props) => <Link {...props} to="/help/$page" params={{ page }} />}>
              {t(`pages.${page}.title`)}
            </Anchor>
            <Text size="sm" mt={4}>
              {t(`pages.${page}.purpose`)}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
