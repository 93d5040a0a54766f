import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { Problem } from '@/api/problem';
import { useExplanation } from '@/ui/States';

const KNOWN = [
  'TASK_STATE',
  'TASK_INCOMPLETE',
  'RETURN_TOO_LATE',
  'SUBTASKS_OPEN',
  'EXTENSION_PENDING',
  'EXTENSION_NOT_PENDING',
  'NO_DUE_DATE',
  'RETURNED_BEFORE',
  'DELAY_CAUSE_DEMANDED',
  'CAUSE_DECIDED',
  'APPROVAL_PENDING',
  'APPROVAL_NOT_PENDING',
  'NOTHING_TO_WITHDRAW',
] as const;

/** Why a step was refused, in words; empty if fields show every reason. */
export function useRefusal(error: unknown, atFields: boolean): string {
  // The words come before any error does, and must not keep the form from being shown.
  const { t } = useTranslation('steps', { useSuspense: false });
  const general = useExplanation(error);
  if (!error) return '';
  if (!(error instanceof Problem)) return general;
  const known = oneOf(KNOWN, error.reason);
  if (known) return t(`refused.${known}`);
  if (error.stale || atFields) return '';
  return error.status === 403 && error.message ? error.message : general;
}
