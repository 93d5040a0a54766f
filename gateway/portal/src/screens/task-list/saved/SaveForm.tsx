import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Named } from '@/api/names';
import { showSuccess } from '@/ui/messages';
import { useExplanation } from '@/ui/States';
import { inVietnameseOrder } from '@/ui/text';
import { filterOf, orderOf } from '../filters/filter';
import type { Column } from '../rows/columns';
import type { Basket, Search } from '../search';
import { useSaveList } from './queries';

interface Props {
  basket: Basket;
  search: Search;
  columns: Column[];
  /** The units for whose people the person may save lists. */
  units: readonly string[];
  names: Readonly<Record<string, Named>>;
}

/** Saves the list that is shown, for the person or for a unit. */
export function SaveForm({ basket, search, columns, units, names }: Props) {
  const { t } = useTranslation('task-list');
  const [name, setName] = useState('');
  const [unit, setUnit] = useState('');
  const command = useSaveList();
  const refusal = useExplanation(command.error);
  const places = units
    .map((value) => ({ value, label: names[value]?.displayName ?? '' }))
    .filter(({ label }) => label)
    .sort((one, other) => inVietnameseOrder(one.label, other.label));
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const list = {
      displayName: name.trim(),
      unit,
      basket: `baskets/${basket}`,
      filter: filterOf(search),
      orderBy: orderOf(search),
      columns: columns.map((column) => column.key),
    };
    command.mutate(list, {
      onSuccess: () => {
        setName('');
        showSuccess(t('finding.saved.saved', { name: list.displayName }));
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Group gap="xs" align="flex-end">
        <TextInput
          label={t('finding.saved.new')}
          placeholder={t('finding.saved.newHint')}
          required
          maxLength={100}
          w={280}
          value={name}
          error={command.error ? refusal : undefined}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
        {places.length > 0 && (
          <NativeSelect
            label={t('finding.saved.for')}
            data={[{ value: '', label: t('finding.saved.mine') }, ...places]}
            value={unit}
            onChange={(event) => {
              setUnit(event.currentTarget.value);
            }}
          />
        )}
        <Button type="submit" loading={command.isPending} disabled={!name.trim()}>
          {t('finding.saved.save')}
        </Button>
      </Group>
    </form>
  );
}
