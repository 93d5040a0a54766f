import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { kindOf, type DelayCause } from './causes';
import { written } from './dates';

/** A cause of delay in words; that of a periodic task with the period that it explains. */
export function CauseWords({ of: cause }: { of: DelayCause }) {
  const { t } = useTranslation('cause');
  const kind = kindOf(cause);
  const period = cause.periodDueDate && t('period', { day: written(cause.periodDueDate) });
  return <Text size="sm">{[period, kind && t(kind), cause.text].filter(Boolean).join(': ')}</Text>;
}
