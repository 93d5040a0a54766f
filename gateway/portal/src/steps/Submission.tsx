import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Task } from '@/api/tasks';
import { FileLink } from '@/ui/FileLink';

/** What was done, and the document and the files that show it. */
export function Submission({ of: submission }: { of: NonNullable<Task['submission']> }) {
  const { t } = useTranslation('task-detail');
  return (
    <>
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {submission.text}
      </Text>
      {submission.documentNumber && (
        <Text size="sm">{t('evidence.document', { number: submission.documentNumber })}</Text>
      )}
      {submission.files?.map((file) => (
        <FileLink key={file} file={file} />
      ))}
    </>
  );
}
