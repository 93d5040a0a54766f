import { Alert, List, Text } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Statistics } from '@/api/statistics';

/** Replaces a table that does not add up: a wrong number is worse than none. */
export function Wrong({ statistics }: { statistics: Statistics }) {
  const { t } = useTranslation('statistics');
  return (
    <Alert
      color="red"
      variant="filled"
      role="alert"
      icon={<IconAlertOctagon aria-hidden />}
      title={t('wrong.title')}
    >
      <Text size="sm">{t('wrong.text')}</Text>
      <List size="sm" mt="xs">
        {statistics.wrong.map((name) => (
          <List.Item key={name}>{name || t('wrong.total')}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
