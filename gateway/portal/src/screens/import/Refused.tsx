import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { useExplanation } from '@/ui/States';

/** Why a file was refused as a whole. */
export function Refused({ problem }: { problem: Problem | null }) {
  const { t } = useTranslation('import');
  const explanation = useExplanation(problem);
  if (!problem) return null;
  const why = problem.fields.content;
  return (
    <Alert color="red" role="alert">
      {problem.reason === 'IMPORT_FILE' && why ? t('file.refused', { why }) : explanation}
    </Alert>
  );
}
