import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowLeft, IconHistory, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '@/api/names';
import { dayOf, iso, today, written } from '@/ui/dates';
import { DateField } from '@/ui/fields/DateField';
import { Page } from '@/ui/Page';
import { Empty } from '@/ui/States';
import { forestOf } from './forest';
import type { FormRequest } from './forms/request';
import classes from './OrganisationScreen.module.css';
import { callerActions, ownUnit, unitsOn } from './queries';
import type { Search } from './search';
import { TreePane } from './TreePane';
import { UnitDetails } from './UnitDetails';

const AS_OF_ID = 'organisation-as-of';
const Forms = lazy(() => import('./forms/Forms'));
const PersonDrawer = lazy(() => import('./PersonDrawer'));

/** Agencies, units and people, today or on an earlier day. */
export function OrganisationScreen() {
  const { t } = useTranslation('organisation');
  const search = useSearch({ from: '/organisation' });
  const { asOf, person } = search;
  const units = useQuery(unitsOn(asOf));
  const [request, setRequest] = useState<FormRequest>();
  const forest = useMemo(() => forestOf(units.data ?? []), [units.data]);
  const go = useGo();
  const chosen = search.unit ? `units/${search.unit}` : ownUnit();
  const shared = { forest, asOf, onForm: setRequest };
  return (
    <Page
      title={t('title')}
      actions={
        <Group gap="xs">
          <AsOfField asOf={asOf} />
          {!asOf && <NewPersonButton unit={forest.byName.get(chosen ?? '')} onForm={setRequest} />}
        </Group>
      }
    >
      {asOf && <PastNotice asOf={asOf} />}
      <div className={classes.columns} data-chosen={search.unit ? '' : undefined}>
        <TreePane units={units} forest={forest} search={search} chosen={chosen} />
        <Stack className={classes.right} gap="md">
          <BackButton search={search} />
          {chosen ? (
            <UnitDetails key={`${chosen} ${asOf ?? ''}`} name={chosen} {...shared} />
          ) : (
            <Empty>{t('tree.choose')}</Empty>
          )}
        </Stack>
      </div>
      <Suspense>
        {person && (
          <PersonDrawer
            name={`people/${person}`}
            {...shared}
            onClose={() => {
              go({ person: undefined });
            }}
          />
        )}
        {request && (
          <Forms
            request={request}
            {...shared}
            onClose={() => {
              setRequest(undefined);
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

/** Changes part of the address. */
function useGo() {
  const navigate = useNavigate({ from: '/organisation' });
  return (change: Search) => void navigate({ search: (before) => ({ ...before, ...change }) });
}

function AsOfField({ asOf }: { asOf: string | undefined }) {
  const { t } = useTranslation('organisation');
  const go = useGo();
  return (
    <>
      <Text component="label" htmlFor={AS_OF_ID} size="sm">
        {t('asOf.label')}
      </Text>
      <DateField
        id={AS_OF_ID}
        w={150}
        value={dayOf(asOf) ?? today()}
        onChange={(day) => {
          go({ asOf: day && iso(day) !== iso(today()) ? iso(day) : undefined });
        }}
        data-tour="organisation-as-of"
      />
    </>
  );
}

function NewPersonButton({ unit, onForm }: { unit: Unit | undefined; onForm: (form: FormRequest) => void }) {
  const { t } = useTranslation('organisation');
  const { data: actions = [] } = useQuery(callerActions);
  if (!actions.includes('createPerson')) return null;
  const mayGivePosition = unit?.allowedActions?.includes('createPosition');
  return (
    <Button
      leftSection={<IconUserPlus size={18} aria-hidden />}
      onClick={() => {
        onForm({ form: 'newPerson', unit: mayGivePosition ? unit : undefined });
      }}
      data-tour="organisation-new-person"
    >
      {t('person.new')}
    </Button>
  );
}

/** The past can only be read: changes are made in today's organisation. */
function PastNotice({ asOf }: { asOf: string }) {
  const { t } = useTranslation('organisation');
  const go = useGo();
  return (
    <Alert color="blue" icon={<IconHistory aria-hidden />} p="xs" role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('asOf.past', { day: written(dayOf(asOf)) })}</Text>
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
  );
}

/** On a narrow screen: back from the unit to the tree. */
function BackButton({ search }: { search: Search }) {
  const { t } = useTranslation('organisation');
  return (
    <Button
      hiddenFrom="md"
      variant="default"
      leftSection={<IconArrowLeft size={18} aria-hidden />}
      renderRoot={(props) => <Link {...props} to="/organisation" search={{ ...search, unit: undefined }} />}
    >
      {t('tree.back')}
    </Button>
  );
}
