import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DocumentNumberField } from './DocumentNumberField';
import { FilesField } from './FilesField';
import type { FieldsProps } from './values';

type Props = FieldsProps & { onBusy: (busy: boolean) => void };

/** The evidence that the task is done: the number of the resulting document, files, or both. */
export function EvidenceFields(props: Props) {
  const { t } = useTranslation('task-detail');
  const { values, set, errors } = props;
  return (
    <Stack gap="sm">
      <DocumentNumberField
        label={t('evidence.number')}
        description={t('evidence.numberHint')}
        {...{ values, set, errors }}
      />
      <FilesField label={t('evidence.files')} {...props} />
    </Stack>
  );
}
