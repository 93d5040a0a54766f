import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { kindOf } from '@/ui/causes';
import { CauseWords } from '@/ui/CauseWords';
import { Section } from '@/ui/Section';
import { Stages } from '@/ui/Stages';

/** Why the task is late, and what was decided on it. */
export function DelayCause({ task }: { task: Task }) {
  const { t } = useTranslation('cause');
  const cause = task.delayCause;
  const kind = cause && kindOf(cause);
  if (!kind) {
    if (task.state !== 'SUBMITTED' || task.class !== 'OPEN_OVERDUE') return null;
    return (
      <Section title={t('title')}>
        <Text size="sm">{t('demanded')}</Text>
      </Section>
    );
  }
  return (
    <Section title={t('title')}>
      <CauseWords of={cause} />
      <Stages of={cause} />
    </Section>
  );
}
