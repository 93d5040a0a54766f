import { TreeSelect, type TreeNodeData } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { allUnits, type Unit } from '@/api/names';
import { plain } from '../text';

interface Common {
  label: string;
  error?: string;
  required?: boolean;
  description?: string;
  placeholder?: string;
  /** The units that may be chosen; absent, all. */
  among?: (unit: Unit) => boolean;
}

/** One unit, from the tree of agencies, found by any part of its names without diacritics. */
export function UnitPicker({
  value,
  onChange,
  ...common
}: Common & { value: string; onChange: (unit: string) => void }) {
  const shared = useShared(common);
  return (
    <TreeSelect
      {...shared}
      mode="single"
      value={value || null}
      onChange={(chosen) => {
        onChange(chosen ?? '');
      }}
    />
  );
}

/** Several units. */
export function UnitsPicker({
  value,
  onChange,
  ...common
}: Common & { value: string[]; onChange: (units: string[]) => void }) {
  return <TreeSelect {...useShared(common)} mode="multiple" value={value} onChange={onChange} />;
}

function useShared({ among, placeholder, ...common }: Common) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(allUnits);
  const chosen = among ? data.filter(among) : data;
  const words = new Map(chosen.map((unit) => [unit.name, searchText(unit)]));
  return {
    ...common,
    data: tree(chosen),
    searchable: true,
    clearable: true,
    withLines: false,
    maxDropdownHeight: 360,
    defaultExpandedValues: chosen.filter((unit) => unit.kind === 'PROVINCE').map((unit) => unit.name ?? ''),
    placeholder: placeholder ?? t('unit.choose'),
    nothingFoundMessage: t('unit.none'),
    filter: (query: string, node: TreeNodeData) => (words.get(node.value) ?? '').includes(plain(query)),
  };
}

function searchText(unit: Unit): string {
  return plain([unit.displayName, unit.shortName, ...(unit.aliases ?? [])].join(' '));
}

/** The units as trees; a unit whose parent may not be chosen stands at the top. */
function tree(units: Unit[]): TreeNodeData[] {
  const nodes = new Map(
    units.map((unit) => [
      unit.name ?? '',
      { value: unit.name ?? '', label: unit.displayName ?? '' } as TreeNodeData,
    ]),
  );
  const roots: TreeNodeData[] = [];
  for (const unit of units) {
    const node = nodes.get(unit.name ?? '')!;
    const parent = nodes.get(unit.parentUnit ?? '');
    if (parent) (parent.children ??= []).push(node);
    else roots.push(node);
  }
  return roots;
}
