import { TextInput } from '@mantine/core';
import type { FieldsProps } from './values';

type Props = Pick<FieldsProps, 'values' | 'set' | 'errors'> & { label: string; description?: string };

/** The number and symbol of the document that shows what is stated. */
export function DocumentNumberField({ values, set, errors, label, description }: Props) {
  return (
    <TextInput
      label={label}
      description={description}
      maxLength={100}
      value={values.documentNumber}
      onChange={(event) => {
        set({ documentNumber: event.currentTarget.value });
      }}
      error={errors.documentNumber}
    />
  );
}
