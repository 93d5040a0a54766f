import { List, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { ENDED, subtasksQuery } from '@/api/tasks';
import type { FieldsProps } from './values';

/** The required subtasks that are still open, and the reason to submit the task nevertheless. */
export function OpenSubtasksField({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const { data: subtasks = [] } = useQuery(subtasksQuery(task.name ?? ''));
  const open = subtasks.filter((one) => one.requiredByParent && !oneOf(ENDED, one.state));
  return (
    <>
      <List size="sm">
        {open.map((one) => (
          <List.Item key={one.name}>{one.title}</List.Item>
        ))}
      </List>
      <Textarea
        label={t('form.openSubtasks')}
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={values.openSubtasksReason}
        onChange={(event) => {
          set({ openSubtasksReason: event.currentTarget.value });
        }}
        error={errors.openSubtasksReason}
      />
    </>
  );
}
