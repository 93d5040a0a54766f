import { useCallback, useState } from 'react';
import { session } from '@/api/session';
import type { Sort } from '../search';

export interface Column {
  key:
    | 'directive'
    | 'lead'
    | 'coordinations'
    | 'due'
    | 'standing'
    | 'progress'
    | 'holder'
    | 'urgings'
    | 'output'
    | 'assigner'
    | 'monitor'
    | 'field'
    | 'issued'
    | 'cause';
  /** In rem; the title takes the rest. */
  width: number;
  sort?: Sort;
  /** Its columns in the workbook. */
  exported: string[];
  hidden?: true;
}

/** In their order; until the person chooses, all but the hidden ones are shown. */
export const COLUMNS: Column[] = [
  { key: 'directive', width: 6.5, exported: ['directive'] },
  { key: 'output', width: 8, exported: ['output'], hidden: true },
  { key: 'assigner', width: 7, exported: ['assigner'], hidden: true },
  { key: 'lead', width: 6.25, sort: 'lead', exported: ['lead'] },
  { key: 'coordinations', width: 6.25, exported: ['coordinations'] },
  { key: 'issued', width: 6.5, sort: 'issue_date', exported: ['issue_date'], hidden: true },
  { key: 'due', width: 7.5, sort: 'due_date', exported: ['due', 'days_left'] },
  { key: 'standing', width: 12, exported: ['state'] },
  { key: 'progress', width: 4.5, exported: ['progress'] },
  { key: 'holder', width: 6.5, exported: ['holder'] },
  { key: 'monitor', width: 7, exported: ['monitor'], hidden: true },
  { key: 'field', width: 7, exported: ['field'], hidden: true },
  { key: 'urgings', width: 3, exported: ['urging_count'] },
  { key: 'cause', width: 10, exported: ['delay_cause'], hidden: true },
];
export const TITLE_WIDTH = 15;

/** The columns that the person has chosen, kept in this browser. */
export function useColumns(): [Column[], (keys: string[]) => void] {
  const storageKey = `dondoc.columns.${session.get().person}`;
  const [chosen, setChosen] = useState(() => kept(storageKey));
  const choose = useCallback(
    (keys: string[]) => {
      localStorage.setItem(storageKey, JSON.stringify(keys));
      setChosen(kept(storageKey));
    },
    [storageKey],
  );
  return [chosen, choose];
}

function kept(storageKey: string): Column[] {
  try {
    const keys = JSON.parse(localStorage.getItem(storageKey) ?? '') as string[];
    return COLUMNS.filter((column) => keys.includes(column.key));
  } catch {
    return COLUMNS.filter((column) => !column.hidden);
  }
}

/** The columns of the workbook, in the order of those that are shown. */
export function exportedOf(columns: Column[]): string[] {
  return ['title', ...columns.flatMap((column) => column.exported)];
}
