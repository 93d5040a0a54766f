import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { today, type Day } from '@/ui/dates';
import { hintOf } from './workingDays';

/** How many weekdays are left; only the server knows the holidays among them. */
export function DueHint({ due }: { due: Day }) {
  const { t } = useTranslation('intake');
  const { kind, weekend, days } = hintOf(due, today());
  const warns = weekend || kind === 'past';
  return (
    <Text span size="xs" c={warns ? 'red.9' : 'dimmed'}>
      {t(`hint.${kind}`, { days })}
      {weekend && ` · ${t('hint.weekend')}`}
    </Text>
  );
}
