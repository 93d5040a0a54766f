import { ActionIcon, Button, Group, NativeSelect, Paper, Stack, Text } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNamed } from '@/api/names';
import { oneOf } from '@/api/oneOf';
import { useMayWithStatistics } from '@/api/access';
import { useAssigners } from '@/api/people';
import { COHORTS } from '@/api/statistics';
import { DateField } from '../fields/DateField';
import { dayOf, today } from '../dates';
import { neighbour, PERIODS, type Period } from './period';
import type { StatisticsSearch } from './search';
import { usePeriodName } from './words';
import classes from './Filters.module.css';

interface Props {
  search: StatisticsSearch;
  onChange: (change: StatisticsSearch) => void;
}

/** Which tasks are counted: of which leader, in which period, as of which day. */
export function Filters({ search, onChange }: Props) {
  const { t } = useTranslation('statistics');
  const [opened, setOpened] = useState(false);
  const { period = 'year' } = search;
  return (
    <Paper component="section" aria-label={t('filters')} data-print="no" p="sm">
      <Stack gap="sm">
        <Button
          hiddenFrom="sm"
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
          aria-expanded={opened}
          onClick={() => {
            setOpened(!opened);
          }}
        >
          {t(opened ? 'hideFilters' : 'showFilters')}
        </Button>
        <Group align="flex-end" gap="sm" className={classes.fields} data-opened={opened || undefined}>
          <NativeSelect
            label={t('period')}
            w={180}
            value={period}
            data={PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
            onChange={(event) => {
              const chosen = oneOf(PERIODS, event.currentTarget.value);
              onChange({ period: chosen === 'year' ? undefined : chosen, at: undefined });
            }}
          />
          {period === 'range' ? (
            <Range search={search} onChange={onChange} />
          ) : (
            <Stepper period={period} at={search.at} onChange={onChange} />
          )}
          <DateField
            label={t('asOf')}
            placeholder={t('asOfHint')}
            w={160}
            value={dayOf(search.asOf)}
            onChange={(day) => {
              onChange({ asOf: day || undefined });
            }}
          />
          <NativeSelect
            label={t('cohort')}
            w={230}
            value={search.cohort ?? COHORTS[0]}
            data={COHORTS.map((value) => ({ value, label: t(`cohorts.${value}`) }))}
            onChange={(event) => {
              const chosen = oneOf(COHORTS, event.currentTarget.value);
              onChange({ cohort: chosen === COHORTS[0] ? undefined : chosen });
            }}
          />
          <LeaderField search={search} onChange={onChange} />
        </Group>
      </Stack>
    </Paper>
  );
}

function Stepper({
  period,
  at,
  onChange,
}: {
  period: Exclude<Period, 'range'>;
  at?: string;
  onChange: Props['onChange'];
}) {
  const { t } = useTranslation('statistics');
  const name = usePeriodName();
  const present = dayjs(today());
  const day = at ? dayjs(at) : present;
  const step = (by: 1 | -1) => {
    const next = neighbour(period, day, by);
    const isPresent = name(period, next) === name(period, present);
    onChange({ at: isPresent ? undefined : next.format('YYYY-MM-DD') });
  };
  return (
    <Group gap={4} wrap="nowrap" className={classes.stepper}>
      <ActionIcon
        size={36}
        variant="default"
        aria-label={t('previous')}
        onClick={() => {
          step(-1);
        }}
      >
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <Text size="sm" fw={600} ta="center" className={classes.period} role="status">
        {name(period, day)}
      </Text>
      <ActionIcon
        size={36}
        variant="default"
        aria-label={t('next')}
        onClick={() => {
          step(1);
        }}
      >
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

function Range({ search, onChange }: Props) {
  const { t } = useTranslation('statistics');
  return (
    <>
      {(['from', 'to'] as const).map((end) => (
        <DateField
          key={end}
          label={t(end)}
          w={150}
          value={dayOf(search[end])}
          onChange={(day) => {
            onChange({ [end]: day || undefined });
          }}
        />
      ))}
    </>
  );
}

function LeaderField({ search, onChange }: Props) {
  const { t } = useTranslation('statistics');
  const leaders = useAssigners(useMayWithStatistics('compareAgencies'));
  const chosen = search.leader ? `people/${search.leader}` : '';
  const named = useNamed(chosen);
  const known = leaders.some((held) => held.person === chosen);
  // Figures of one agency are not compared by leader.
  if (!leaders.length && !chosen) return null;
  return (
    <NativeSelect
      label={t('leader')}
      w={220}
      value={chosen}
      onChange={(event) => {
        onChange({ leader: event.currentTarget.value.replace('people/', '') || undefined });
      }}
      data={[
        { value: '', label: t('everyLeader') },
        ...(chosen && !known ? [{ value: chosen, label: named?.displayName ?? t('otherLeader') }] : []),
        ...leaders.map(({ person, displayName, title }) => ({
          value: person,
          label: `${displayName} – ${title}`,
        })),
      ]}
    />
  );
}
