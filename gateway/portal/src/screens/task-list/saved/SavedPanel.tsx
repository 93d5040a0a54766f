import { Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNames } from '@/api/names';
import { Failure, Loading } from '@/ui/States';
import type { Column } from '../rows/columns';
import type { Basket, Search } from '../search';
import { savedLists } from './queries';
import { SaveForm } from './SaveForm';
import { SavedItem } from './SavedItem';
import classes from './saved.module.css';

interface Props {
  basket: Basket;
  search: Search;
  columns: Column[];
  onColumns: (keys: string[]) => void;
}

/** The saved lists of the person and of the person's units, and the form that saves the list that is shown. */
export default function SavedPanel({ basket, search, columns, onColumns }: Props) {
  const { t } = useTranslation('task-list');
  const { data, error, isPending, refetch } = useQuery(savedLists);
  const lists = data?.savedLists ?? [];
  const units = data?.units ?? [];
  const names = useNames([...units, ...lists.flatMap((list) => [list.unit, ...(list.missing ?? [])])]);
  return (
    <Paper p="md" component="section" aria-label={t('finding.saved.title')}>
      <Stack gap="md">
        {isPending && <Loading />}
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {data && lists.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('finding.saved.none')}
          </Text>
        )}
        {lists.length > 0 && (
          <ul className={classes.lists}>
            {lists.map((list) => (
              <SavedItem key={list.name} list={list} names={names} onColumns={onColumns} />
            ))}
          </ul>
        )}
        {data && <SaveForm {...{ basket, search, columns, units, names }} />}
      </Stack>
    </Paper>
  );
}
