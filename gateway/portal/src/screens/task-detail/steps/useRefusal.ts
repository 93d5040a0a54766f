import { useTranslation } from 'react-i18next';
import { Problem } from '@/api/problem';
import { useExplanation } from '@/ui/States';

const SAID = ['TASK_STATE', 'TASK_INCOMPLETE', 'RETURN_TOO_LATE', 'SUBTASKS_OPEN'] as const;

/** Why a step was not taken, in words; empty if every reason stands at a field. */
export function useRefusal(error: unknown, atFields: boolean): string {
  const { t } = useTranslation('task-detail');
  const general = useExplanation(error);
  if (!error) return '';
  if (!(error instanceof Problem)) return general;
  const known = SAID.find((reason) => reason === error.reason);
  if (known) return t(`refused.${known}`);
  if (error.stale || atFields) return '';
  return error.status === 403 && error.message ? error.message : general;
}

/** Days in a sentence of the server as people write them. */
export function withDays(text: string): string {
  return text.replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, '$3/$2/$1');
}
