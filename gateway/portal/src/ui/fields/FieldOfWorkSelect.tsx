import { Select } from '@mantine/core';
import { FIELDS_OF_WORK, useFieldName } from '../fieldsOfWork';

/** A field of work; one that the catalogues do not name can be kept. */
export function FieldOfWorkSelect({
  value,
  onChange,
  ...shown
}: {
  label: string;
  placeholder?: string;
  error?: string;
  value: string;
  onChange: (field: string) => void;
}) {
  const fieldName = useFieldName();
  const fields = [...new Set<string>([...FIELDS_OF_WORK, ...(value ? [value] : [])])];
  return (
    <Select
      {...shown}
      searchable
      clearable
      data={fields.map((field) => ({ value: field, label: fieldName(field) }))}
      value={value || null}
      onChange={(field) => {
        onChange(field ?? '');
      }}
    />
  );
}
