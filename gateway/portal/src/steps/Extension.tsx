import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/api/client';
import { written } from '@/ui/dates';
import { Name } from '@/ui/Name';

/** What was asked for and why, and what was decided. */
export function Extension({ of: extension }: { of: Schemas['task.Extension'] }) {
  const { t } = useTranslation('task-detail');
  const decided = Boolean(extension.decideDate);
  const granted = Boolean(extension.grantedDate);
  return (
    <>
      <Text size="sm">
        {t('extension.asked', { day: written(extension.askedDate) })}
        {extension.late && ` – ${t('extension.late')}`}
      </Text>
      {extension.reason && <Text size="sm">{extension.reason}</Text>}
      <Text size="xs" c="dimmed">
        {written(extension.requestDate)} · <Name of={extension.requester} withTitle />
      </Text>
      <Text size="sm" fw={600}>
        {!decided && t('extension.pending')}
        {decided && granted && t('extension.granted', { day: written(extension.grantedDate) })}
        {decided && !granted && t('extension.refused')}
      </Text>
      {decided && extension.answer !== extension.reason && <Text size="sm">{extension.answer}</Text>}
      {decided && (
        <Text size="xs" c="dimmed">
          {written(extension.decideDate)} · <Name of={extension.decider} withTitle />
        </Text>
      )}
    </>
  );
}
