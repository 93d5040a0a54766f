import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import type { Difference } from '@/ui/Conflict';
import { iso, written, type Day } from '@/ui/dates';
import type { DirectiveChanges } from '../commands';
import { useFieldName } from '@/ui/fields';
import type { Directive } from '../queries';

type Kind = Exclude<NonNullable<Directive['kind']>, 'KIND_UNSPECIFIED'>;
type Urgency = Exclude<NonNullable<Directive['urgency']>, 'URGENCY_UNSPECIFIED'>;

export const KINDS: readonly Kind[] = [
  'CONCLUSION_NOTICE',
  'NOTICE',
  'OFFICIAL_LETTER',
  'INSTRUCTION',
  'TELEGRAM',
  'DECISION',
  'RESOLUTION',
  'PLAN',
  'OTHER',
];
export const URGENCIES: readonly Urgency[] = ['ORDINARY', 'URGENT', 'VERY_URGENT', 'EXPRESS'];

/** The fields as a form holds them. */
export interface HeaderValues {
  numberSymbol: string;
  kind: Kind | null;
  issueDate: Day | undefined;
  issuer: string;
  signer: string;
  signerTitle: string;
  subject: string;
  field: string;
  urgency: Urgency | null;
  meetingDate: Day | undefined;
  meetingChair: string;
  /** One a line. */
  recipients: string;
  assigner: string;
  monitor: string;
}

export function headerOf(directive: Directive): HeaderValues {
  return {
    numberSymbol: directive.numberSymbol ?? '',
    kind: KINDS.find((one) => one === directive.kind) ?? null,
    issueDate: day(directive.issueDate),
    issuer: directive.issuer ?? '',
    signer: directive.signer ?? '',
    signerTitle: directive.signerTitle ?? '',
    subject: directive.subject ?? '',
    field: directive.field ?? '',
    urgency: URGENCIES.find((one) => one === directive.urgency) ?? null,
    meetingDate: day(directive.meeting?.meetingDate),
    meetingChair: directive.meeting?.chair ?? '',
    recipients: (directive.recipients ?? []).join('\n'),
    assigner: directive.assigner ?? '',
    monitor: directive.monitor ?? '',
  };
}

const day = (given: Day | undefined) => (given?.year ? given : undefined);

/** What somebody has changed, as the API takes it; what they left alone is not written over. */
export function changesOf(before: HeaderValues, after: HeaderValues): DirectiveChanges {
  const changed = (field: keyof HeaderValues) => said(before, field) !== said(after, field);
  const changes: Record<string, unknown> = {};
  for (const field of [
    'numberSymbol',
    'issuer',
    'signer',
    'signerTitle',
    'subject',
    'field',
    'assigner',
    'monitor',
  ] as const)
    if (changed(field)) changes[field] = after[field].trim();
  if (changed('kind')) changes.kind = after.kind ?? 'KIND_UNSPECIFIED';
  if (changed('urgency')) changes.urgency = after.urgency ?? 'URGENCY_UNSPECIFIED';
  if (changed('issueDate')) changes.issueDate = after.issueDate ?? null;
  if (changed('meetingDate') || changed('meetingChair'))
    changes.meeting = { meetingDate: after.meetingDate, chair: after.meetingChair.trim() };
  if (changed('recipients'))
    changes.recipients = after.recipients
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  return changes;
}

function said(values: HeaderValues, field: keyof HeaderValues): string {
  const value = values[field];
  return typeof value === 'object' && value !== null ? iso(value) : (value ?? '');
}

/** What the form has and what is saved, where they differ, in words. */
export function useHeaderDifferences(mine: HeaderValues, saved: Directive | undefined): Difference[] {
  const { t } = useTranslation('intake');
  const field = useFieldName();
  const theirs = saved && headerOf(saved);
  const people = [
    useNamed(mine.assigner),
    useNamed(mine.monitor),
    useNamed(theirs?.assigner),
    useNamed(theirs?.monitor),
  ];
  if (!theirs) return [];
  const inWords = (values: HeaderValues, key: keyof HeaderValues): string => {
    const value = values[key];
    if (key === 'kind') return values.kind ? t(`kind.${values.kind}`) : '';
    if (key === 'urgency') return values.urgency ? t(`urgency.${values.urgency}`) : '';
    if (key === 'field') return field(values.field);
    if (key === 'assigner' || key === 'monitor')
      return people.find((one) => one?.name === value)?.displayName ?? '';
    return typeof value === 'string' ? value : written(value as Day | undefined);
  };
  return (Object.keys(theirs) as (keyof HeaderValues)[])
    .filter((key) => said(mine, key) !== said(theirs, key))
    .map((key) => ({ field: t(`header.${key}`), mine: inWords(mine, key), theirs: inWords(theirs, key) }));
}
