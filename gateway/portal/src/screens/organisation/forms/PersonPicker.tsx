import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { peopleFound, type Person } from '../queries';

/** One person among those whom the caller may see, found by name without diacritics. */
export function PersonPicker({
  value,
  onChange,
  label,
  error,
}: {
  value: Person | undefined;
  onChange: (person: Person | undefined) => void;
  label: string;
  error?: string;
}) {
  const { t } = useTranslation('organisation');
  const [typed, setTyped] = useState(value?.displayName ?? '');
  const [words] = useDebouncedValue(typed, 250);
  const { data: people = [] } = useQuery({ ...peopleFound(words), placeholderData: (before) => before });
  const options = value && !people.some((one) => one.name === value.name) ? [value, ...people] : people;
  return (
    <Select
      label={label}
      required
      searchable
      clearable
      data-autofocus={value ? undefined : ''}
      placeholder={t('position.findPerson')}
      nothingFoundMessage={t('find.nobody')}
      data={options.map((one) => ({ value: one.name ?? '', label: one.displayName }))}
      // The server has compared without diacritics.
      filter={({ options: all }) => all}
      renderOption={({ option }) => described(options.find((one) => one.name === option.value))}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value?.name ?? null}
      error={error}
      onChange={(name) => {
        onChange(options.find((one) => one.name === name));
      }}
    />
  );
}

function described(person: Person | undefined): string {
  const titles = (person?.positions ?? []).map((held) => held.title).filter(Boolean);
  return [person?.displayName, titles.join('; ')].filter(Boolean).join(' – ');
}
