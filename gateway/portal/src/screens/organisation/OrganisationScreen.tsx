import { Alert, Button, Group, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconArrowLeft, IconHistory, IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { id } from '@/api/client';
import { DateField } from '@/ui/DateField';
import { dayOf, iso, today, written } from '@/ui/dates';
import { Page } from '@/ui/Page';
import { Empty, Failure, Loading } from '@/ui/States';
import type { Unit } from '@/api/names';
import type { Asked } from './asked';
import { forestOf, found } from './forest';
import { FoundPeople } from './FoundPeople';
import classes from './OrganisationScreen.module.css';
import { callerActions, ownUnit, unitsOn } from './queries';
import type { Search } from './search';
import { UnitDetails } from './UnitDetails';
import { UnitTree } from './UnitTree';

const AS_OF_ID = 'organisation-as-of';
const Forms = lazy(() => import('./forms/Forms'));
const PersonDrawer = lazy(() => import('./PersonDrawer'));

export function OrganisationScreen() {
  const { t } = useTranslation('organisation');
  const search = useSearch({ from: '/organisation' });
  const navigate = useNavigate({ from: '/organisation' });
  const units = useQuery(unitsOn(search.asOf));
  const { data: actions = [] } = useQuery(callerActions);
  const [asked, setAsked] = useState<Asked>();
  const forest = useMemo(() => forestOf(units.data ?? []), [units.data]);
  const only = useMemo(
    () => (search.find ? found(units.data ?? [], search.find) : undefined),
    [units.data, search.find],
  );

  const go = (change: Search) => void navigate({ search: (before) => ({ ...before, ...change }) });
  // What is looked for changes with every letter; the browser's way back need not know each.
  const look = useDebouncedCallback((find: string) => {
    void navigate({ search: (before) => ({ ...before, find: find || undefined }), replace: true });
  }, 250);
  const chosen = search.unit ? `units/${search.unit}` : ownUnit();
  // The past is read; what changes now is changed in today's organisation.
  const mayChange = !search.asOf;

  return (
    <Page
      title={t('title')}
      actions={
        <Group gap="xs">
          <Text component="label" htmlFor={AS_OF_ID} size="sm">
            {t('asOf.label')}
          </Text>
          <DateField
            id={AS_OF_ID}
            w={150}
            value={dayOf(search.asOf) ?? today()}
            onChange={(day) => {
              go({ asOf: day && iso(day) !== iso(today()) ? iso(day) : undefined });
            }}
            data-tour="organisation-as-of"
          />
          {mayChange && actions.includes('createPerson') && (
            <Button
              leftSection={<IconUserPlus size={18} aria-hidden />}
              onClick={() => {
                setAsked({ form: 'newPerson', unit: mayGiveIn(forest.byName.get(chosen ?? '')) });
              }}
              data-tour="organisation-new-person"
            >
              {t('person.new')}
            </Button>
          )}
        </Group>
      }
    >
      {search.asOf && (
        <Alert color="blue" icon={<IconHistory aria-hidden />} p="xs" role="status">
          <Group justify="space-between" gap="xs">
            <Text size="sm">{t('asOf.past', { day: written(dayOf(search.asOf)) })}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                go({ asOf: undefined });
              }}
            >
              {t('asOf.today')}
            </Button>
          </Group>
        </Alert>
      )}
      <div className={classes.columns} data-chosen={search.unit ? '' : undefined}>
        <Paper p="sm" className={classes.left} data-tour="organisation-tree">
          <Stack gap="sm">
            <TextInput
              type="search"
              aria-label={t('find.label')}
              placeholder={t('find.placeholder')}
              leftSection={<IconSearch size={16} aria-hidden />}
              defaultValue={search.find}
              onChange={(event) => {
                look(event.currentTarget.value);
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
                    onChoose={(unit) => {
                      go({ unit: id(unit) });
                    }}
                  />
                )}
                {search.find && <FoundPeople words={search.find} asOf={search.asOf} />}
              </div>
            )}
          </Stack>
        </Paper>
        <Stack className={classes.right} gap="md">
          <Button
            hiddenFrom="md"
            variant="default"
            leftSection={<IconArrowLeft size={18} aria-hidden />}
            renderRoot={(props) => (
              <Link {...props} to="/organisation" search={{ ...search, unit: undefined }} />
            )}
          >
            {t('tree.back')}
          </Button>
          {chosen ? (
            <UnitDetails
              key={`${chosen} ${search.asOf ?? ''}`}
              name={chosen}
              asOf={search.asOf}
              forest={forest}
              onAsk={setAsked}
            />
          ) : (
            <Empty>{t('tree.choose')}</Empty>
          )}
        </Stack>
      </div>
      <Suspense>
        {search.person && (
          <PersonDrawer
            name={`people/${search.person}`}
            asOf={search.asOf}
            forest={forest}
            onAsk={setAsked}
            onClose={() => {
              go({ person: undefined });
            }}
          />
        )}
        {asked && (
          <Forms
            asked={asked}
            forest={forest}
            onAsk={setAsked}
            onClose={() => {
              setAsked(undefined);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

/** The unit, if positions in it may be given. */
function mayGiveIn(unit: Unit | undefined): Unit | undefined {
  return unit?.allowedActions?.includes('createPosition') ? unit : undefined;
}
