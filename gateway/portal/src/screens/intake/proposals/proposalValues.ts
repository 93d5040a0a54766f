import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import type { Difference } from '@/ui/Conflict';
import { iso, written, type Day } from '@/ui/dates';
import type { ProposalChanges } from '../commands';
import type { Proposal } from '../queries';

export type DueKind = Exclude<NonNullable<Proposal['dueKind']>, 'DUE_KIND_UNSPECIFIED'>;
export const DUE_KINDS: readonly DueKind[] = ['FIXED', 'PERIODIC', 'NONE'];

export const RECURRENCES = ['weekly', 'monthly', 'quarterly', 'half-yearly', 'yearly', 'other'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

export function recurrenceOf(given: string | undefined): Recurrence | undefined {
  return RECURRENCES.find((one) => one === given);
}

export interface Coordination {
  unit: string;
  /** As written in the directive. */
  words: string;
  part: string;
}

/** The fields of a proposal as a form holds them. */
export interface ProposalValues {
  title: string;
  lead: string;
  coordinations: Coordination[];
  dueKind: DueKind | null;
  dueDate: Day | undefined;
  recurrence: string;
  output: string;
  reportTo: string;
}

export function valuesOf(proposal: Proposal): ProposalValues {
  return {
    title: proposal.title ?? '',
    lead: proposal.lead ?? '',
    coordinations: (proposal.coordinations ?? []).map(({ unit = '', words = '', part = '' }) => ({
      unit,
      words,
      part,
    })),
    dueKind: DUE_KINDS.find((one) => one === proposal.dueKind) ?? null,
    dueDate: proposal.dueDate?.year ? proposal.dueDate : undefined,
    recurrence: proposal.recurrence ?? '',
    output: proposal.output ?? '',
    reportTo: proposal.reportTo ?? '',
  };
}

/** What somebody has changed, as the API takes it; what they left alone is not written over. */
export function proposalChanges(before: ProposalValues, after: ProposalValues): ProposalChanges {
  const changed = (field: keyof ProposalValues) => said(before, field) !== said(after, field);
  const changes: Record<string, unknown> = {};
  for (const field of ['title', 'lead', 'output', 'reportTo'] as const)
    if (changed(field)) changes[field] = after[field].trim();
  if (changed('coordinations'))
    changes.coordinations = after.coordinations.filter((one) => !one.unit || one.unit !== after.lead);
  if (changed('dueKind') || changed('dueDate') || changed('recurrence')) {
    changes.dueKind = after.dueKind ?? 'DUE_KIND_UNSPECIFIED';
    changes.dueDate = after.dueKind === 'NONE' ? null : (after.dueDate ?? null);
    changes.recurrence = after.dueKind === 'PERIODIC' ? after.recurrence : '';
  }
  return changes;
}

function said(values: ProposalValues, field: keyof ProposalValues): string {
  if (field === 'dueDate') return iso(values.dueDate);
  if (field === 'coordinations') return JSON.stringify(values.coordinations);
  return values[field] ?? '';
}

/** What the form has and what is saved, where they differ, in words. */
export function useProposalDifferences(mine: ProposalValues, saved: Proposal | undefined): Difference[] {
  const { t } = useTranslation('intake');
  const theirs = saved && valuesOf(saved);
  const { data: units = [] } = useQuery(allUnits);
  const called = (unit: string) => units.find((one) => one.name === unit)?.displayName ?? '';
  if (!theirs) return [];
  const inWords = (values: ProposalValues, field: keyof ProposalValues): string => {
    if (field === 'lead') return called(values.lead);
    if (field === 'coordinations')
      return values.coordinations.map((one) => called(one.unit) || one.words).join('; ');
    if (field === 'dueKind') return values.dueKind ? t(`dueKind.${values.dueKind}`) : '';
    if (field === 'dueDate') return written(values.dueDate);
    if (field === 'recurrence') {
      const every = recurrenceOf(values.recurrence);
      return every ? t(`recurrence.${every}`) : '';
    }
    return values[field];
  };
  return (Object.keys(theirs) as (keyof ProposalValues)[])
    .filter((field) => said(mine, field) !== said(theirs, field))
    .map((field) => ({
      field: t(`proposal.${field}`),
      mine: inWords(mine, field),
      theirs: inWords(theirs, field),
    }));
}
