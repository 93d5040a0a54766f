import { List, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { partsQuery } from '../queries';
import type { FieldsProps } from './values';

const ENDED = ['COMPLETED', 'RECALLED', 'CANCELLED', 'REJECTED'];

/** Which required parts are still open, and why the task is submitted all the same. */
export function OpenPartsField({ task, values, set, errors }: FieldsProps) {
  const { t } = useTranslation('task-detail');
  const { data: parts = [] } = useQuery(partsQuery(task.name ?? ''));
  const open = parts.filter((part) => part.requiredByParent && !ENDED.includes(part.state ?? ''));
  return (
    <>
      <List size="sm">
        {open.map((part) => (
          <List.Item key={part.name}>{part.title}</List.Item>
        ))}
      </List>
      <Textarea
        label={t('form.openParts')}
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
