import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useFieldName } from '@/ui/fieldsOfWork';
import { Name } from '@/ui/Name';
import type { ChangedField, Shown } from './changes';

/** One field that a step changed, before and after. */
export function ChangeLine({ change }: { change: ChangedField }) {
  const { t } = useTranslation('task-detail');
  return (
    <Text size="sm">
      {t(`change.${change.field}`)}: <Side of={change.before} field={change.field} />
      {change.before.length > 0 && ' → '}
      {change.after.length > 0 ? <Side of={change.after} field={change.field} /> : t('change.void')}
    </Text>
  );
}

function Side({ of, field }: { of: Shown[]; field: ChangedField['field'] }) {
  return of.map((one, at) => (
    <Fragment key={at}>
      {at > 0 && (field === 'coordinations' || field === 'informed' ? ', ' : ' – ')}
      <One of={one} field={field} />
    </Fragment>
  ));
}

function One({ of, field }: { of: Shown; field: ChangedField['field'] }) {
  const { t } = useTranslation(['task-detail', 'common']);
  const fieldName = useFieldName();
  if ('name' in of) return <Name of={of.name} />;
  if ('urgency' in of) return <>{t(`common:urgency.${of.urgency}`)}</>;
  if ('source' in of) return <>{t(`source.${of.source}`)}</>;
  if ('kind' in of) return <>{of.kind === 'NONE' ? t('common:noDueDate') : t(`cause.${of.kind}`)}</>;
  return <>{field === 'field' ? fieldName(of.text) : of.text}</>;
}
