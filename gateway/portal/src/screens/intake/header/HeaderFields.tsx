import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { oneOf } from '@/api/oneOf';
import { DateField } from '@/ui/fields/DateField';
import { FieldOfWorkSelect } from '@/ui/fields/FieldOfWorkSelect';
import { AssignerPicker, MonitorPicker } from '@/ui/fields/PersonPicker';
import { URGENCIES } from '@/ui/fields/urgency';
import { KINDS, type HeaderValues } from './headerValues';

interface Props {
  values: HeaderValues;
  set: (changed: Partial<HeaderValues>) => void;
  /** What is wrong with a field, by its name. */
  errors: Record<string, string>;
}

type TextField =
  'numberSymbol' | 'issuer' | 'signer' | 'signerTitle' | 'subject' | 'meetingChair' | 'recipients';

export function HeaderFields(props: Props) {
  const { t } = useTranslation('intake');
  const text = useTextProps(props);
  const recipients = text('recipients');
  return (
    <>
      <DocumentFields {...props} />
      <Textarea {...text('subject')} autosize minRows={2} maxRows={6} />
      <HandlingFields {...props} />
      <Textarea {...recipients} description={t('header.onePerLine')} autosize minRows={2} maxRows={8} />
    </>
  );
}

function useTextProps({ values, set, errors }: Props) {
  const { t } = useTranslation('intake');
  return (field: TextField) => ({
    label: t(`header.${field}`),
    value: values[field],
    error: errors[field],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => {
      set({ [field]: value });
    },
  });
}

/** What the document says of itself. */
function DocumentFields(props: Props) {
  const { t } = useTranslation('intake');
  const { values, set } = props;
  const text = useTextProps(props);
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
      <TextInput {...text('numberSymbol')} />
      <Select
        label={t('header.kind')}
        data={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        value={values.kind}
        onChange={(kind) => {
          set({ kind: oneOf(KINDS, kind) ?? null });
        }}
      />
      <DateField
        label={t('header.issueDate')}
        value={values.issueDate}
        onChange={(issueDate) => {
          set({ issueDate });
        }}
      />
      <TextInput {...text('issuer')} />
      <TextInput {...text('signer')} />
      <TextInput {...text('signerTitle')} />
    </SimpleGrid>
  );
}

/** Who handles it and how, and the meeting it comes from. */
function HandlingFields(props: Props) {
  const { t } = useTranslation(['intake', 'common']);
  const { values, set } = props;
  const text = useTextProps(props);
  const chosen = (field: 'assigner' | 'monitor' | 'field') => ({
    label: t(`header.${field}`),
    value: values[field],
    onChange: (value: string) => {
      set({ [field]: value });
    },
  });
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
      <AssignerPicker {...chosen('assigner')} />
      <MonitorPicker {...chosen('monitor')} field={values.field} />
      <FieldOfWorkSelect {...chosen('field')} />
      <Select
        label={t('header.urgency')}
        data={URGENCIES.map((value) => ({ value, label: t(`common:urgency.${value}`) }))}
        value={values.urgency}
        onChange={(urgency) => {
          set({ urgency: oneOf(URGENCIES, urgency) ?? null });
        }}
      />
      <DateField
        label={t('header.meetingDate')}
        value={values.meetingDate}
        onChange={(meetingDate) => {
          set({ meetingDate });
        }}
      />
      <TextInput {...text('meetingChair')} />
    </SimpleGrid>
  );
}
