import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';

export interface Refusal {
  /** What is wrong with a field of the form. */
  of: (field: string) => string | undefined;
  /** What is wrong and belongs to no field. */
  rest: string | undefined;
}

/** Why a command was refused, at the form's fields and for the rest of it. */
export function useRefusal(problem: Problem | null, shown: readonly string[]): Refusal {
  const { t } = useTranslation();
  if (!problem || problem.stale) return { of: () => undefined, rest: undefined };
  const fields = { ...problem.fields };
  // A rule about several fields names the wrong one in its facts, as protos write it.
  const named = camelCase((problem.metadata.field ?? problem.metadata.argument)?.split('.').pop() ?? '');
  if (Object.keys(fields).length === 0 && named) fields[named] = problem.message;
  const placed = Object.keys(fields).some((field) => shown.includes(field));
  const sentence = problem.status === 0 ? t('failed.offline') : problem.message || t('failed.unexpected');
  return { of: (field) => fields[field], rest: placed ? undefined : sentence };
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
