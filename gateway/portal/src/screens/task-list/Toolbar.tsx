import { Button, CloseButton, Group, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import {
  IconListCheck,
  IconCalendar,
  IconColumns3,
  IconFilter,
  IconPlus,
  IconPrinter,
  IconSearch,
  IconTableDown,
  type Icon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayWithStatistics, mayEnter, readsSets, useTaskAccess } from '@/api/access';
import { session } from '@/api/session';
import { exportedOf, type Column } from './rows/columns';
import { today } from '@/ui/dates';
import { monthOf } from '@/ui/months';
import { RelationSwitch } from './filters/RelationSwitch';
import type { Basket, Search } from './search';
import classes from './TasksScreen.module.css';

export type Panel = 'filters' | 'columns' | 'saved';
const PAUSE_MS = 300;

/** The search, and the buttons that open the filters and the columns. */
export function Toolbar({
  basket,
  search,
  panel,
  toggle,
  onChange,
}: {
  basket: Basket;
  search: Search;
  panel: Panel | undefined;
  toggle: (panel: Panel) => void;
  onChange: (changed: Partial<Search>, replace?: boolean) => void;
}) {
  const { t } = useTranslation('task-list');
  const agency = useOwnAgency();
  return (
    <Group gap="xs" align="flex-end" className={classes.toolbar}>
      <TextSearch
        text={search.text ?? ''}
        onChange={(text) => {
          onChange({ text: text.trim() || undefined }, true);
        }}
      />
      {basket === 'all' && agency && <RelationSwitch agency={agency} search={search} onChange={onChange} />}
      <Toggle
        label={t('filters.button')}
        icon={IconFilter}
        aria-expanded={panel === 'filters'}
        onClick={() => {
          toggle('filters');
        }}
      />
      <Toggle
        label={t('saved')}
        icon={IconListCheck}
        aria-expanded={panel === 'saved'}
        onClick={() => {
          toggle('saved');
        }}
      />
      <Toggle
        label={t('month')}
        icon={IconCalendar}
        aria-pressed={search.month !== undefined}
        onClick={() => {
          onChange({ month: search.month ? undefined : monthOf(today()) });
        }}
      />
      <Toggle
        label={t('columns.button')}
        icon={IconColumns3}
        aria-expanded={panel === 'columns'}
        onClick={() => {
          toggle('columns');
        }}
      />
    </Group>
  );
}

/** A button that opens or closes something; on a phone it is its icon. */
function Toggle({
  label,
  icon: Drawn,
  ...button
}: { label: string; icon: Icon } & Pick<
  ComponentProps<'button'>,
  'aria-expanded' | 'aria-pressed' | 'onClick'
>) {
  const on = button['aria-expanded'] ?? button['aria-pressed'];
  return (
    <Button variant={on ? 'light' : 'default'} leftSection={<Drawn size={16} aria-hidden />} {...button}>
      <span className={classes.word}>{label}</span>
    </Button>
  );
}

/** The one agency that the person works for, if that both leads and coordinates tasks. */
function useOwnAgency(): string | undefined {
  const { baskets } = useTaskAccess();
  const ofProvince = useMayWithStatistics('compareAgencies');
  const agencies = [...new Set(session.positions().map((held) => held.agency))];
  return baskets.includes('coordinated') && !ofProvince && agencies.length === 1 ? agencies[0] : undefined;
}

function TextSearch({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useTranslation('task-list');
  const [shown, setShown] = useState({ typed: text, of: text });
  const later = useDebouncedCallback(onChange, PAUSE_MS);
  // The address has changed, but not by typing here.
  if (shown.of !== text) setShown({ typed: shown.typed.trim() === text ? shown.typed : text, of: text });
  const type = (typed: string) => {
    setShown({ typed, of: text });
    later(typed);
  };
  return (
    <TextInput
      type="search"
      flex="1 1 10rem"
      maw={520}
      aria-label={t('search.label')}
      placeholder={t('search.placeholder')}
      maxLength={200}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        shown.typed ? (
          <CloseButton
            size="sm"
            aria-label={t('search.clear')}
            onClick={() => {
              type('');
            }}
          />
        ) : null
      }
      value={shown.typed}
      onChange={(event) => {
        type(event.currentTarget.value);
      }}
    />
  );
}

/** The buttons that export and print the list. */
export function ListActions({
  basket,
  search,
  columns,
}: {
  basket: Basket;
  search: Search;
  columns: Column[];
}) {
  const { t } = useTranslation('task-list');
  const access = useTaskAccess();
  return (
    <Group gap="xs" data-print="no">
      {mayEnter(access) && (
        <Button component={Link} to="/tasks/new" leftSection={<IconPlus size={16} aria-hidden />}>
          {t('new')}
        </Button>
      )}
      {readsSets(access) && (
        <Button component={Link} to="/tasks/sets" variant="default">
          {t('sets')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconTableDown size={16} aria-hidden />}
        onClick={() => {
          void import('./excel').then(({ exportTasks }) => exportTasks(basket, search, exportedOf(columns)));
        }}
      >
        <span className={classes.word}>{t('export.button')}</span>
      </Button>
      <Button
        variant="default"
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => {
          window.print();
        }}
      >
        <span className={classes.word}>{t('print.button')}</span>
      </Button>
    </Group>
  );
}
