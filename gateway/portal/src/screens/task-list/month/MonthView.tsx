import { ActionIcon, Button, Group, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCalendarPlus, IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { today } from '@/ui/dates';
import { monthAfter, monthOf, writtenMonth, type Month } from '@/ui/months';
import { ROW_KEYS } from '@/ui/rows';
import { Empty, Failure, Loading } from '@/ui/States';
import { useKeys } from '@/ui/useKeys';
import { dueDaysOf } from '../queries';
import type { Basket, Search } from '../search';
import { Agenda } from './Agenda';
import { MonthGrid } from './MonthGrid';

const FeedDialog = lazy(() => import('../feed/FeedDialog'));
const NARROW = 'screen and (max-width: 62em)';

interface Props {
  basket: Basket;
  month: Month;
  search: Search;
  onChange: (changed: Partial<Search>) => void;
}

/** The tasks of the basket by their due days: a month as a grid or, on a narrow screen, as an agenda. */
export default function MonthView({ basket, month, search, onChange }: Props) {
  const { t } = useTranslation('task-list');
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const { data: days, error, refetch, isPlaceholderData } = useQuery(dueDaysOf(basket, month, search));
  useKeys(ROW_KEYS);
  const total = days?.reduce((sum, day) => sum + (day.taskCount ?? 0), 0) ?? 0;
  const Drawn = narrow ? Agenda : MonthGrid;
  return (
    <section aria-busy={isPlaceholderData}>
      <MonthHead month={month} onChange={onChange} />
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!days && !error && <Loading />}
      {days && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {total > 0 && t('finding.month.total', { count: total })}
          </Text>
          {total === 0 && narrow ? (
            <Empty>{t('finding.month.empty')}</Empty>
          ) : (
            <Drawn days={days} month={month} />
          )}
        </>
      )}
    </section>
  );
}

/** The name of the month, and the ways to others. */
function MonthHead({ month, onChange }: Pick<Props, 'month' | 'onChange'>) {
  const { t, i18n } = useTranslation('task-list');
  const goBy = (by: number) => {
    onChange({ month: monthAfter(month, by) });
  };
  return (
    <Group gap="xs" mb="xs" data-print="no">
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('finding.month.previous')}
        onClick={() => {
          goBy(-1);
        }}
      >
        <IconChevronLeft size={18} aria-hidden />
      </ActionIcon>
      <Title order={2} size="h4" aria-live="polite">
        {writtenMonth(month, i18n.language)}
      </Title>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('finding.month.next')}
        onClick={() => {
          goBy(1);
        }}
      >
        <IconChevronRight size={18} aria-hidden />
      </ActionIcon>
      {month !== monthOf(today()) && (
        <Button
          variant="default"
          onClick={() => {
            onChange({ month: monthOf(today()) });
          }}
        >
          {t('finding.month.today')}
        </Button>
      )}
      <Feed />
    </Group>
  );
}

/** The way to the calendar of the person's phone or computer. */
function Feed() {
  const { t } = useTranslation('task-list');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        ml="auto"
        leftSection={<IconCalendarPlus size={16} aria-hidden />}
        onClick={() => {
          setOpened(true);
        }}
      >
        {t('finding.month.feed')}
      </Button>
      {opened && (
        <Suspense fallback={null}>
          <FeedDialog
            onClose={() => {
              setOpened(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
