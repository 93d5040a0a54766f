import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';

export interface Refusal {
  /** What is wrong with a field of the form. */
  of: (field: string) => string | undefined;
  /** What is wrong and belongs to none of them. */
  rest: string | undefined;
}

/** Why a command was refused, beside the fields that the form shows. */
export function useRefusal(problem: Problem | null, shown: readonly string[]): Refusal {
  const { t } = useTranslation();
  if (!problem || problem.stale) return { of: () => undefined, rest: undefined };
  const fields = { ...problem.fields };
  // A rule that looks at more than one field names the one to blame in its facts, as protos write it.
  const blamed = camelCase((problem.metadata.field ?? problem.metadata.argument)?.split('.').pop() ?? '');
  if (Object.keys(fields).length === 0 && blamed) fields[blamed] = problem.message;
  const placed = Object.keys(fields).some((field) => shown.includes(field));
  const said = problem.status === 0 ? t('failed.offline') : problem.message || t('failed.unexpected');
  return { of: (field) => fields[field], rest: placed ? undefined : said };
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
