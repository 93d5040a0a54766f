import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Conflict } from '@/ui/Conflict';
import { written } from '@/ui/dates';
import { useFieldName } from '@/ui/fields';
import { Name } from '@/ui/Name';
import { Coordinations } from '../Coordinations';
import { DueDate } from '../DueDate';
import { differing, type Term, type Terms } from './terms';

interface Props {
  mine: Terms;
  /** What the person has changed; only this is saved. */
  changed: Term[];
  theirs: Terms;
  opened: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** The person's version of a task beside the one that somebody else has saved meanwhile. */
export function TermsConflict({ mine, changed, theirs, ...decide }: Props) {
  const { t } = useTranslation('task-detail');
  const differences = differing(mine, theirs).map((term) => ({
    field: t(`fact.${term}`),
    mine: changed.includes(term) ? <Said term={term} by={mine} /> : t('conflict.untouched'),
    theirs: <Said term={term} by={theirs} />,
  }));
  return <Conflict differences={differences} {...decide} />;
}

function Said({ term, by }: { term: Term; by: Terms }): ReactNode {
  const fieldName = useFieldName();
  switch (term) {
    case 'coordinations':
      return <Coordinations of={by.coordinations} />;
    case 'due':
      return <DueDate due={by.due} extended={0} />;
    case 'assignDate':
      return written(by.assignDate);
    case 'field':
      return fieldName(by.field);
    case 'lead':
    case 'assigner':
    case 'monitor':
    case 'onBehalfOf':
      return <Name of={by[term]} />;
    default:
      return by[term];
  }
}
