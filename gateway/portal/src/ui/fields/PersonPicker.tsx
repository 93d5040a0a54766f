import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAssigners, useMonitors, type Candidate } from '@/api/people';
import { inVietnameseOrder, plain } from '../text';

interface Common {
  label: string;
  value: string;
  onChange: (person: string) => void;
  description?: string;
  error?: string;
  disabled?: boolean;
}

/** One of these people, found by any part of name and title without diacritics. */
export function PersonPicker({ among, value, onChange, ...shown }: Common & { among: Candidate[] }) {
  const { t } = useTranslation();
  const data = among
    .map(({ person, displayName, title }) => ({
      value: person,
      label: [displayName, title].filter(Boolean).join(' – '),
    }))
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

/** A person who assigns tasks. */
export function AssignerPicker(props: Common) {
  return <PersonPicker {...props} among={useAssigners()} />;
}

/** A person who monitors tasks of a field of work for the Office. */
export function MonitorPicker({ field, ...props }: Common & { field: string }) {
  return <PersonPicker {...props} among={useMonitors(field)} />;
}
