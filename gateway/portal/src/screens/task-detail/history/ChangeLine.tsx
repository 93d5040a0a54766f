import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useFieldName } from '@/ui/fieldsOfWork';
import { FileLink } from '@/ui/FileLink';
import type { ChangedField, Shown } from './changes';
import { NameThen, type Names } from './NameThen';
import classes from './History.module.css';

/** One field that a step changed, before and after. */
export function ChangeLine({ change, names }: { change: ChangedField; names: Names }) {
  const { t } = useTranslation('history');
  return (
    <>
      <Text size="sm" className={classes.reason}>
        {t(`change.${change.field}`)}: <Side of={change.before} field={change.field} names={names} />
        {change.before.length > 0 && ' → '}
        {change.after.length > 0 || change.files.length > 0 ? (
          <Side of={change.after} field={change.field} names={names} />
        ) : (
          t('change.void')
        )}
      </Text>
      {change.files.map((file) => (
        <FileLink key={file} file={file} />
      ))}
    </>
  );
}

interface Values<T> {
  of: T;
  field: ChangedField['field'];
  names: Names;
}

function Side({ of, field, names }: Values<Shown[]>) {
  return of.map((one, at) => (
    <Fragment key={at}>
      {at > 0 && (field === 'coordinations' || field === 'informed' ? ', ' : ' – ')}
      <One of={one} field={field} names={names} />
    </Fragment>
  ));
}

function One({ of, field, names }: Values<Shown>) {
  const { t } = useTranslation(['task-detail', 'cause', 'common', 'history']);
  const fieldName = useFieldName();
  if ('name' in of) return <NameThen of={of.name} names={names} />;
  if ('urgency' in of) return <>{t(`common:urgency.${of.urgency}`)}</>;
  if ('source' in of) return <>{t(`source.${of.source}`)}</>;
  if ('verb' in of) return <>{t(`history:verb.${of.verb}`)}</>;
  if ('kind' in of) return <>{of.kind === 'NONE' ? t('common:noDueDate') : t(`cause:${of.kind}`)}</>;
  return <>{field === 'field' ? fieldName(of.text) : of.text}</>;
}
