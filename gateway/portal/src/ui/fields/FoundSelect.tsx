import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import { peopleFound, type Person } from '@/api/people';

interface Common {
  label: string;
  placeholder?: string;
  error?: string;
  required?: boolean;
  'data-autofocus'?: string;
}

interface Option {
  value: string;
  label: string;
}

interface Props extends Common {
  value: string | undefined;
  onChange: (name: string | undefined) => void;
  /** The current choice, in case it is not among those found. */
  chosen: Option | undefined;
  found: Option[];
  onSearch: (words: string) => void;
}

const PAUSE_MS = 250;

/** The words typed into a FoundSelect, once the person pauses. */
export function useSearchWords(): [words: string, onSearch: (words: string) => void] {
  const [typed, setTyped] = useState('');
  const [words] = useDebouncedValue(typed, PAUSE_MS);
  return [words, setTyped];
}

/** A choice among what the server finds by the typed words. */
export function FoundSelect({ value, onChange, chosen, found, onSearch, ...shown }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const data = chosen && !found.some((option) => option.value === chosen.value) ? [chosen, ...found] : found;
  return (
    <Select
      {...shown}
      searchable
      clearable
      nothingFoundMessage={t('nothing')}
      // The server has found them already, without diacritics.
      filter={({ options }) => options}
      data={data}
      value={value ?? null}
      searchValue={typed}
      onSearchChange={(next) => {
        setTyped(next);
        // After a choice the field contains the label, which nobody typed.
        onSearch(data.some((option) => option.label === next) ? '' : next);
      }}
      onChange={(name) => {
        onChange(name ?? undefined);
      }}
    />
  );
}

/** A person among those whom the caller may see, found by name without diacritics. */
export function PersonSelect({
  value,
  onChange,
  ...shown
}: Common & { value: string | undefined; onChange: (person: Person | undefined) => void }) {
  const { t } = useTranslation();
  const [words, onSearch] = useSearchWords();
  const known = useNamed(value);
  const { data: people = [] } = useQuery({ ...peopleFound(words), placeholderData: keepPreviousData });
  const found = people.map((person) => ({ value: person.name ?? '', label: described(person) }));
  const chosen = value && known ? { value, label: known.displayName ?? '' } : undefined;
  return (
    <FoundSelect
      placeholder={t('person.search')}
      {...shown}
      {...{ value, chosen, found, onSearch }}
      onChange={(name) => {
        onChange(people.find((person) => person.name === name));
      }}
    />
  );
}

function described(person: Person): string {
  const titles = (person.positions ?? []).map((held) => held.title).filter(Boolean);
  return [person.displayName, titles.join('; ')].filter(Boolean).join(' – ');
}
