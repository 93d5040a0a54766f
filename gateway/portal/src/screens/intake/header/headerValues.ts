import { useTranslation } from 'react-i18next';
import type { Directive } from '@/api/directives';
import { useNames } from '@/api/names';
import { oneOf } from '@/api/oneOf';
import { written, type Day } from '@/ui/dates';
import { useFieldName } from '@/ui/fieldsOfWork';
import { URGENCIES } from '@/ui/fields/urgency';
import { changedFields, differences, type Difference } from '@/ui/form/differences';
import type { DirectiveChanges } from '../commands';

type Kind = Exclude<NonNullable<Directive['kind']>, 'KIND_UNSPECIFIED'>;

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

/** The fields of a directive as a form holds them. */
export interface HeaderValues {
  numberSymbol: string;
  kind: Kind | null;
  issueDate: Day | undefined;
  issuer: string;
  signer: string;
  signerTitle: string;
  subject: string;
  field: string;
  urgency: (typeof URGENCIES)[number] | null;
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
    kind: oneOf(KINDS, directive.kind) ?? null,
    issueDate: directive.issueDate,
    issuer: directive.issuer ?? '',
    signer: directive.signer ?? '',
    signerTitle: directive.signerTitle ?? '',
    subject: directive.subject ?? '',
    field: directive.field ?? '',
    urgency: oneOf(URGENCIES, directive.urgency) ?? null,
    meetingDate: directive.meeting?.meetingDate,
    meetingChair: directive.meeting?.chair ?? '',
    recipients: (directive.recipients ?? []).join('\n'),
    assigner: directive.assigner ?? '',
    monitor: directive.monitor ?? '',
  };
}

const TEXTS = [
  'numberSymbol',
  'issuer',
  'signer',
  'signerTitle',
  'subject',
  'field',
  'assigner',
  'monitor',
] as const;

/** What the person has changed, as the API takes it. */
export function headerChanges(before: HeaderValues, after: HeaderValues): DirectiveChanges {
  const fields = changedFields(before, after);
  const changed = (...some: (keyof HeaderValues)[]) => some.some((field) => fields.includes(field));
  const changes: DirectiveChanges = {};
  for (const field of TEXTS) if (changed(field)) changes[field] = after[field].trim();
  if (changed('kind')) changes.kind = after.kind ?? 'KIND_UNSPECIFIED';
  if (changed('urgency')) changes.urgency = after.urgency ?? 'URGENCY_UNSPECIFIED';
  // The API clears a date by null, which its description does not say.
  if (changed('issueDate')) changes.issueDate = (after.issueDate ?? null) as Day;
  if (changed('meetingDate', 'meetingChair'))
    changes.meeting = { meetingDate: after.meetingDate, chair: after.meetingChair.trim() };
  if (changed('recipients')) changes.recipients = lines(after.recipients);
  return changes;
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The differences between a form and the saved directive, in words. */
export function useHeaderDifferences(
  edited: { values: HeaderValues; base: HeaderValues },
  saved: HeaderValues | undefined,
): Difference[] {
  const { t } = useTranslation(['intake', 'common']);
  const fieldName = useFieldName();
  const people = [edited.values, saved].flatMap((values) => [values?.assigner, values?.monitor]);
  const names = useNames(people);
  if (!saved) return [];
  const value = (of: HeaderValues, field: keyof HeaderValues): string => {
    switch (field) {
      case 'kind':
        return of.kind ? t(`kind.${of.kind}`) : '';
      case 'urgency':
        return of.urgency ? t(`common:urgency.${of.urgency}`) : '';
      case 'field':
        return fieldName(of.field);
      case 'assigner':
      case 'monitor':
        return names[of[field]]?.displayName ?? '';
      case 'issueDate':
      case 'meetingDate':
        return written(of[field]);
      default:
        return of[field];
    }
  };
  return differences(edited, saved, {
    label: (field) => t(`header.${field}`),
    value,
    untouched: t('conflict.untouched', { ns: 'common' }),
  });
}
