import { useMemo } from 'react';
import type { Problem } from '@/api/problem';
import { withWrittenDays } from '@/ui/dates';
import { useRefusal } from '@/steps/useRefusal';
import { placedTerms, type TermErrors } from './terms';

/** Why the terms were refused: at their fields, and in a sentence for what no field shows. */
export function usePlacedTerms(problem: Problem | null): { errors: TermErrors; refusal: string } {
  const { errors, others } = useMemo(() => {
    const found = placedTerms(problem?.fields ?? {});
    const entries = Object.entries(found.errors).map(([term, text]) => [term, withWrittenDays(text)]);
    return { errors: Object.fromEntries(entries) as TermErrors, others: found.others };
  }, [problem]);
  const refusal = useRefusal(problem, Object.keys(errors).length > 0 && others.length === 0);
  return { errors, refusal: [refusal, ...others.map(withWrittenDays)].filter(Boolean).join(' ') };
}
