import { Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import type { Unit } from '@/api/names';
import { Failure, Loading } from '@/ui/States';
import { unitsWith, type Forest } from './forest';
import { FoundPeople } from './FoundPeople';
import classes from './OrganisationScreen.module.css';
import type { Search } from './search';
import { UnitTree } from './UnitTree';

const PAUSE_MS = 250;

interface Props {
  units: UseQueryResult<Unit[]>;
  forest: Forest;
  search: Search;
  chosen: string | undefined;
}

/** The tree of units, and the search for units and people. */
export function TreePane({ units, forest, search, chosen }: Props) {
  const { t } = useTranslation('organisation');
  const navigate = useNavigate({ from: '/organisation' });
  // The address changes while the person types; the browser's back button need not return to every letter.
  const find = useDebouncedCallback((words: string) => {
    void navigate({ search: (before) => ({ ...before, find: words || undefined }), replace: true });
  }, PAUSE_MS);
  const only = useMemo(
    () => (search.find ? unitsWith(units.data ?? [], search.find) : undefined),
    [units.data, search.find],
  );
  return (
    <Paper p="sm" className={classes.left} data-tour="organisation-tree">
      <Stack gap="sm">
        <TextInput
          type="search"
          aria-label={t('find.label')}
          placeholder={t('find.placeholder')}
          leftSection={<IconSearch size={16} aria-hidden />}
          defaultValue={search.find}
          onChange={(event) => {
            find(event.currentTarget.value);
          }}
        />
        {units.isPending && <Loading />}
        {units.isError && <Failure error={units.error} onRetry={() => void units.refetch()} />}
        {units.data && (
          <div className={classes.scrolled}>
            {only && (
              <Text size="xs" c="dimmed" role="status" px="xs">
                {t('find.units', { count: only.size })}
              </Text>
            )}
            {only?.size !== 0 && (
              <UnitTree
                forest={forest}
                only={only}
                chosen={chosen}
                onChoose={(unit) => void navigate({ search: (before) => ({ ...before, unit: id(unit) }) })}
              />
            )}
            {search.find && <FoundPeople words={search.find} asOf={search.asOf} />}
          </div>
        )}
      </Stack>
    </Paper>
  );
}
