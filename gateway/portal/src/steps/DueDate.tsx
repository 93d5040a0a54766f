import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { written, writtenWithName } from '@/ui/dates';
import type { Task } from '@/api/tasks';

/** The date in force with the words of the directive, and the original date if it was extended. */
export function DueDate({ due, extended }: { due: Task['due']; extended: number }) {
  const { t } = useTranslation(['task-detail', 'common', 'periods']);
  const kind = due?.kind ?? 'KIND_UNSPECIFIED';
  const recurrence = due?.recurrence ?? 'RECURRENCE_UNSPECIFIED';
  const day = due?.recurrenceDay ?? 'RECURRENCE_DAY_UNSPECIFIED';
  const moved = written(due?.originalDate) !== written(due?.date) && due?.originalDate;
  return (
    <>
      <Text span size="sm" fw={600}>
        {kind === 'NONE' && t('common:noDueDate')}
        {kind === 'KIND_UNSPECIFIED' && !due?.date && t('due.unset')}
        {writtenWithName(due?.date)}
      </Text>
      {kind === 'PERIODIC' && recurrence !== 'RECURRENCE_UNSPECIFIED' && (
        <Text size="sm">
          {t(`common:due.every.${recurrence}`)}
          {day !== 'RECURRENCE_DAY_UNSPECIFIED' && `, ${t(`periods:dayOfMonth.${day}`).toLowerCase()}`}
        </Text>
      )}
      {due?.untilDate && <Text size="sm">{t('periods:until', { day: written(due.untilDate) })}</Text>}
      {due?.words && (
        <Text size="sm" c="dimmed">
          {t('due.words', { words: due.words })}
        </Text>
      )}
      {extended > 0 && moved && (
        <Text size="sm" c="dimmed">
          {t('due.extended', { day: written(moved), count: extended })}
        </Text>
      )}
    </>
  );
}
