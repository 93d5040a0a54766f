import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Held } from '@/api/people';
import { inVietnameseOrder, plain } from './text';

interface Props {
  label: string;
  value: string;
  onChange: (person: string) => void;
  /** The positions whose holders may be chosen. */
  among: Held[];
  description?: string;
  error?: string;
  disabled?: boolean;
}

/** One person, with the title held, found by any part of the name without diacritics. */
export function PersonPicker({ among, value, onChange, ...shown }: Props) {
  const { t } = useTranslation();
  const options = new Map(
    among.map((held) => [held.person, [held.personDisplayName, held.title].filter(Boolean).join(' – ')]),
  );
  const data = [...options]
    .map(([person, label]) => ({ value: person, label }))
    .sort((one, other) => inVietnameseOrder(one.label, other.label));
  return (
    <Select
      {...shown}
      data={data}
      value={value || null}
      onChange={(chosen) => {
        onChange(chosen ?? '');
      }}
      searchable
      clearable
      placeholder={t('person.choose')}
      nothingFoundMessage={t('person.none')}
      filter={({ options: all, search }) =>
        all.filter((option) => 'label' in option && plain(option.label).includes(plain(search)))
      }
    />
  );
}
