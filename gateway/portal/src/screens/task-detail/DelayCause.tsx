import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { written } from '@/ui/dates';
import { Name } from '@/ui/Name';
import type { Task } from '@/api/tasks';
import { Section } from '@/ui/Section';

/** Why the task is late, and whether the assigner's side has confirmed it. */
export function DelayCause({ task }: { task: Task }) {
  const { t } = useTranslation('task-detail');
  const cause = task.delayCause;
  if (!cause?.kind || cause.kind === 'KIND_UNSPECIFIED') {
    if (task.state !== 'SUBMITTED' || task.class !== 'OPEN_OVERDUE') return null;
    return (
      <Section title={t('cause.title')}>
        <Text size="sm">{t('cause.demanded')}</Text>
      </Section>
    );
  }
  return (
    <Section title={t('cause.title')}>
      <Text size="sm">
        {t(`cause.${cause.kind}`)}: {cause.text}
      </Text>
      <Text size="xs" c="dimmed">
        {cause.decideDate ? (
          <>
            {t(cause.refused ? 'cause.refused' : 'cause.confirmed', { day: written(cause.decideDate) })}
            {' · '}
            <Name of={cause.decider} withTitle />
          </>
        ) : (
          t('cause.unconfirmed')
        )}
      </Text>
      {cause.answer && <Text size="sm">{cause.answer}</Text>}
    </Section>
  );
}
