import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { Problem } from '@/api/problem';
import { useExplanation } from '@/ui/States';

const KNOWN = [
  'ENDING',
  'FILE_TYPE',
  'FILE_TOO_LARGE',
  'FILE_BROKEN',
  'FILE_ENCRYPTED',
  'FILE_EMPTY',
  'UPLOAD_CUT_OFF',
  'DIRECTIVE_EXISTS',
  'DIRECTIVE_UNREAD',
  'DIRECTIVE_HAS_TASKS',
  'DIRECTIVE_DELETED',
  'DIRECTIVE_SUPERSEDED',
  'SUPERSEDED_BY_ITSELF',
  'DIRECTIVE_NOT_SUPERSEDED',
  'TASK_NOT_ISSUED',
  'SECRECY',
  'PROPOSAL_STATE',
  'PROPOSAL_INCOMPLETE',
  'QUOTE_OFFSET',
  'TASK_STATE',
  'TASK_INCOMPLETE',
  'NOT_ALLOWED',
  'ETAG_MISMATCH',
] as const;

/** Why a change was refused and what the person can do about it, in a sentence. */
export function useRefusal(error: unknown): string {
  const { t } = useTranslation('intake');
  const explained = useExplanation(error);
  const refusal = error instanceof Problem ? oneOf(KNOWN, error.reason) : undefined;
  return refusal ? t(`refused.${refusal}`) : explained;
}
