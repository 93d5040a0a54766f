import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits, useNamed } from '@/api/names';
import type { Role } from '@/api/session';
import { plain } from '@/ui/text';
import { peopleQuery } from './queries';

interface Props {
  value: string;
  onChange: (person: string) => void;
}

/** One of those who assign tasks. */
export function LeaderPicker(props: Props) {
  const { t } = useTranslation('intake');
  const { data: units = [] } = useQuery(allUnits);
  const province = units.find((unit) => unit.kind === 'PROVINCE')?.name ?? '';
  return (
    <PersonPicker
      {...props}
      label={t('header.assigner')}
      unit={province}
      roles={['CHAIRMAN', 'VICE_CHAIRMAN']}
    />
  );
}

/** One of those who follow tasks. */
export function MonitorPicker(props: Props) {
  const { t } = useTranslation('intake');
  const { data: units = [] } = useQuery(allUnits);
  const office = units.find((unit) => unit.kind === 'AGENCY' && unit.group === 'OFFICE')?.name ?? '';
  return (
    <PersonPicker
      {...props}
      label={t('header.monitor')}
      unit={office}
      roles={['OFFICE_SPECIALIST', 'OFFICE_CHIEF']}
    />
  );
}

function PersonPicker(props: Props & { label: string; unit: string; roles: Role[] }) {
  const { t } = useTranslation('intake');
  const { data: people = [] } = useQuery({ ...peopleQuery(props.unit), enabled: props.unit !== '' });
  const chosen = useNamed(props.value);
  const found = people.flatMap((person) => {
    const post = person.positions?.find((one) => props.roles.some((role) => role === one.role));
    return post
      ? [{ value: person.name ?? '', label: `${person.displayName ?? ''} · ${post.title ?? ''}` }]
      : [];
  });
  const others = chosen && !found.some((one) => one.value === props.value);
  return (
    <Select
      label={props.label}
      placeholder={t('header.choosePerson')}
      searchable
      clearable
      nothingFoundMessage={t('header.nobody')}
      data={others ? [...found, { value: props.value, label: chosen.displayName ?? '' }] : found}
      value={props.value || null}
      onChange={(person) => {
        props.onChange(person ?? '');
      }}
      filter={({ options, search }) =>
        options.filter((one) => 'label' in one && plain(one.label).includes(plain(search)))
      }
    />
  );
}
