import { Text } from '@mantine/core';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';

/** When the figures were taken; it stands on every form and beside every table. */
export function Extracted({ at }: { at: string | undefined }) {
  const { t } = useTranslation('statistics');
  const time = dayjs(at);
  return (
    <Text size="sm" c="dimmed">
      {t('extracted', { time: time.format('HH:mm'), day: time.format('DD/MM/YYYY') })}
    </Text>
  );
}
