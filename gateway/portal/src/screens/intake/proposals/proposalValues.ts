import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits } from '@/api/names';
import { written } from '@/ui/dates';
import { dueValuesOf, recurrenceToApi, type DueValues } from '@/ui/fields/due';
import { changedFields, differences, type Difference } from '@/ui/form/differences';
import type { ProposalChanges } from '../commands';
import type { Proposal } from '../queries';

export interface Coordination {
  /** Empty if the words match no unit. */
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
  due: DueValues;
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
    due: dueValuesOf(proposal.due),
    output: proposal.output ?? '',
    reportTo: proposal.reportTo ?? '',
  };
}

/** What the person has changed, as the API takes it. */
export function proposalChanges(before: ProposalValues, after: ProposalValues): ProposalChanges {
  const changed = changedFields(before, after);
  const changes: ProposalChanges = {};
  for (const field of ['title', 'lead', 'output', 'reportTo'] as const)
    if (changed.includes(field)) changes[field] = after[field].trim();
  if (changed.includes('coordinations'))
    changes.coordinations = after.coordinations.filter((one) => !one.unit || one.unit !== after.lead);
  return changed.includes('due') ? { ...changes, ...dueChanges(after.due) } : changes;
}

function dueChanges(due: DueValues): ProposalChanges {
  const { kind, date } = due;
  return {
    due: {
      kind: kind ?? 'KIND_UNSPECIFIED',
      date: kind === 'NONE' ? '' : (date ?? ''),
      ...recurrenceToApi(due),
    },
  };
}

/** The differences between a form and the saved proposal, in words. */
export function useProposalDifferences(
  edited: { values: ProposalValues; base: ProposalValues },
  saved: ProposalValues | undefined,
): Difference[] {
  const { t } = useTranslation(['intake', 'common']);
  const { data: units = [] } = useQuery(allUnits);
  if (!saved) return [];
  const nameOf = (unit: string) => units.find((one) => one.name === unit)?.displayName ?? '';
  const value = (of: ProposalValues, field: keyof ProposalValues): string => {
    if (field === 'lead') return nameOf(of.lead);
    if (field === 'coordinations')
      return of.coordinations.map((one) => nameOf(one.unit) || one.words).join('; ');
    if (field !== 'due') return of[field];
    const { kind, date, recurrence } = of.due;
    const kindName = kind && t(`due.kind.${kind}`, { ns: 'common' });
    const every = recurrence && t(`due.every.${recurrence}`, { ns: 'common' });
    return [kindName, every, written(date)].filter(Boolean).join(', ');
  };
  return differences(edited, saved, {
    label: (field) => t(`proposal.${field}`),
    value,
    untouched: t('conflict.untouched', { ns: 'common' }),
  });
}
