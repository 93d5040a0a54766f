import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@/api/client';
import { useNamed } from '@/api/names';
import { directiveOf } from '../queries';

interface Props {
  label: string;
  value: string | undefined;
  onChange: (name: string | undefined) => void;
}
interface Option {
  value: string;
  label: string;
}

const PAUSE = 250;
const MOST = 30;

/** A person, found by any part of the name without diacritics. */
export function PersonSelect(props: Props) {
  const { t } = useTranslation('task-list');
  const [asked, setAsked] = useState('');
  const [query] = useDebouncedValue(asked, PAUSE);
  const known = useNamed(props.value);
  const { data } = useQuery({
    queryKey: ['people', 'found', query],
    placeholderData: keepPreviousData,
    queryFn: () => ok(api.GET('/v1/people', { params: { query: { query, pageSize: MOST } } })),
  });
  const found = (data?.people ?? []).map((person) => ({
    value: person.name ?? '',
    label: [person.displayName, person.positions?.[0]?.title].filter(Boolean).join(', '),
  }));
  const chosen = props.value && known ? { value: props.value, label: known.displayName ?? '' } : undefined;
  return <Found {...props} {...{ setAsked, found, chosen }} placeholder={t('filters.person')} />;
}

/** A directive, found by its number and symbol or its subject. */
export function DirectiveSelect(props: Props) {
  const { t } = useTranslation('task-list');
  const [asked, setAsked] = useState('');
  const [query] = useDebouncedValue(asked, PAUSE);
  const { data: known } = useQuery(directiveOf(props.value));
  const { data } = useQuery({
    queryKey: ['directives', 'found', query],
    placeholderData: keepPreviousData,
    queryFn: () => ok(api.GET('/v1/directives', { params: { query: { query, pageSize: MOST } } })),
  });
  const found = (data?.directives ?? []).map((directive) => ({
    value: directive.name ?? '',
    label: `${directive.numberSymbol ?? ''} ${directive.subject ?? ''}`.trim(),
  }));
  const chosen = props.value && known ? { value: props.value, label: known.numberSymbol ?? '' } : undefined;
  return <Found {...props} {...{ setAsked, found, chosen }} placeholder={t('filters.document')} />;
}

function Found({
  setAsked,
  found,
  chosen,
  ...props
}: Props & {
  setAsked: (typed: string) => void;
  found: Option[];
  chosen: Option | undefined;
  placeholder: string;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const data = chosen && !found.some((one) => one.value === chosen.value) ? [chosen, ...found] : found;
  return (
    <Select
      label={props.label}
      placeholder={props.placeholder}
      searchable
      clearable
      nothingFoundMessage={t('nothing')}
      // The server has found them already, without diacritics.
      filter={({ options }) => options}
      data={data}
      value={props.value ?? null}
      searchValue={typed}
      onSearchChange={(next) => {
        setTyped(next);
        // What stands there after a choice was not typed.
        setAsked(data.some((one) => one.label === next) ? '' : next);
      }}
      onChange={(name) => {
        props.onChange(name ?? undefined);
      }}
    />
  );
}
