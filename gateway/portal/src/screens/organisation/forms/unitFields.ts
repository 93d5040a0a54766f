import type { Unit } from '@/api/names';

/** The fields of a unit in a form. */
export interface UnitFields {
  displayName: string;
  shortName: string;
  code: string;
  aliases: string[];
  parentUnit: string;
  group: NonNullable<Unit['group']>;
  sortOrder: number;
}

export const UNIT_FIELDS = [
  'displayName',
  'shortName',
  'code',
  'aliases',
  'parentUnit',
  'group',
  'sortOrder',
] as const;

export function fieldsOf(unit: Unit): UnitFields {
  return {
    displayName: unit.displayName,
    shortName: unit.shortName ?? '',
    code: unit.code ?? '',
    aliases: unit.aliases ?? [],
    parentUnit: unit.parentUnit ?? '',
    group: unit.group ?? 'DEPARTMENT',
    sortOrder: unit.sortOrder ?? 0,
  };
}
