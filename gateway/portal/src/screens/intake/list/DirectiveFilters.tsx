import { Chip, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { READINGS, type DirectiveSearch, type Reading } from '../search';

const FLAGS = ['open', 'forwarded', 'unopened', 'affected'] as const;

/** The filters of the list; the address has them. */
export function DirectiveFilters({ search }: { search: DirectiveSearch }) {
  const { t } = useTranslation('intake');
  const navigate = useNavigate({ from: '/directives' });
  const [typed, setTyped] = useState(search.q ?? '');
  const narrow = (to: DirectiveSearch) => {
    void navigate({ search: to, replace: true });
  };
  const searchSoon = useDebouncedCallback((q: string) => {
    narrow({ ...search, q: q.trim() || undefined });
  }, 300);
  return (
    <Group gap="sm" role="search" align="flex-end">
      <TextInput
        flex="1 1 260px"
        label={t('filter.search')}
        placeholder={t('filter.searchHint')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          searchSoon(value);
        }}
      />
      <Select
        flex="0 1 220px"
        label={t('filter.reading')}
        placeholder={t('filter.anyReading')}
        clearable
        data={READINGS.map((value) => ({ value, label: t(`reading.${value}`) }))}
        value={search.reading ?? null}
        onChange={(value) => {
          narrow({ ...search, reading: (value as Reading | null) ?? undefined });
        }}
      />
      <Group gap={6} pb={4}>
        {FLAGS.map((flag) => (
          <Chip
            key={flag}
            size="sm"
            checked={search[flag] ?? false}
            onChange={(checked) => {
              narrow({ ...search, [flag]: checked || undefined });
            }}
          >
            {t(`filter.${flag}`)}
          </Chip>
        ))}
      </Group>
    </Group>
  );
}
