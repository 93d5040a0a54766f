import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '@/ui/dates';
import { useFieldName } from '@/ui/fieldsOfWork';
import { Conflict } from '@/ui/form/Conflict';
import { Name } from '@/ui/Name';
import { Coordinations } from '../Coordinations';
import { Units } from '../Units';
import { DueDate } from '@/steps/DueDate';
import { differing, toApi, type Term, type Terms } from './terms';

interface Props {
  values: Terms;
  base: Terms;
  theirs: Terms;
  opened: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** The person's terms beside those that another person has saved since. */
export function TermsConflict({ values, base, theirs, ...decide }: Props) {
  const { t } = useTranslation(['task-detail', 'common']);
  const touched = differing(values, base);
  const differences = differing(values, theirs).map((term) => ({
    field: t(`fact.${term}`),
    mine: touched.includes(term) ? <Value term={term} of={values} /> : t('common:conflict.untouched'),
    theirs: <Value term={term} of={theirs} />,
  }));
  return <Conflict differences={differences} {...decide} />;
}

function Value({ term, of }: { term: Term; of: Terms }): ReactNode {
  const { t } = useTranslation(['task-detail', 'common']);
  const fieldName = useFieldName();
  switch (term) {
    case 'coordinations':
      return <Coordinations of={of.coordinations} />;
    case 'informed':
      return <Units of={of.informed} />;
    case 'due':
      return <DueDate due={toApi(of).due} extended={0} />;
    case 'assignDate':
      return written(of.assignDate);
    case 'field':
      return fieldName(of.field);
    case 'lead':
    case 'assigner':
    case 'monitor':
      return <Name of={of[term]} />;
    case 'urgency':
      return of.urgency && t(`common:urgency.${of.urgency}`);
    case 'sourceKind':
      return of.sourceKind && t(`source.${of.sourceKind}`);
    case 'meeting':
      return [written(of.meeting.meetingDate), of.meeting.chair].filter(Boolean).join(' – ');
    default:
      return of[term];
  }
}
