import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

export interface Selection<T> {
  /** By name, as the list last showed them. */
  chosen: ReadonlyMap<string, T>;
  /** Chooses or unchooses one row; with `through`, also every row between it and the one picked before. */
  pick: (name: string, through: boolean) => void;
  /** Chooses all shown rows, or none of them. */
  pickAll: (on: boolean) => void;
  /** Chooses rows that need not be shown. */
  choose: (rows: T[]) => void;
  clear: () => void;
}

interface Kept<T> {
  of: string;
  chosen: ReadonlyMap<string, T>;
  last?: string;
}

/** The rows that the person has chosen in a list, page after page. Another list (`of`) starts anew. */
export function useSelection<T>(of: string, rows: T[] | undefined, nameOf: (row: T) => string): Selection<T> {
  const [kept, setKept] = useState<Kept<T>>({ of, chosen: new Map() });
  if (kept.of !== of) setKept({ of, chosen: new Map() });

  // Refs keep the callbacks the same, so that rows are not rendered again for each choice.
  const shown = useRef<Named<T>[]>([]);
  useEffect(() => {
    shown.current = (rows ?? []).map((row) => [nameOf(row), row]);
  }, [rows, nameOf]);

  const pick = useCallback((name: string, through: boolean) => {
    setKept((before) => ({
      of: before.of,
      chosen: picked(before, shown.current, name, through),
      last: name,
    }));
  }, []);
  const pickAll = useCallback((on: boolean) => {
    setKept((before) => ({ ...before, chosen: withRows(before.chosen, shown.current, on) }));
  }, []);
  const choose = useCallback(
    (rows: T[]) => {
      const named = rows.map((row) => [nameOf(row), row] as const);
      setKept((before) => ({ ...before, chosen: withRows(before.chosen, named, true) }));
    },
    [nameOf],
  );
  const clear = useCallback(() => {
    setKept((before) => ({ of: before.of, chosen: new Map() }));
  }, []);

  const chosen = useMemo(() => {
    const now = new Map(rows?.map((row) => [nameOf(row), row]));
    return new Map([...kept.chosen].map(([name, row]) => [name, now.get(name) ?? row]));
  }, [kept.chosen, rows, nameOf]);
  return { chosen, pick, pickAll, choose, clear };
}

type Named<T> = readonly [name: string, row: T];

/** What is chosen after a pick. */
export function picked<T>(
  before: Pick<Kept<T>, 'chosen' | 'last'>,
  shown: readonly Named<T>[],
  name: string,
  through: boolean,
): ReadonlyMap<string, T> {
  const indexOf = (wanted: string | undefined) => shown.findIndex(([one]) => one === wanted);
  const to = indexOf(name);
  const last = indexOf(before.last);
  const from = through && last >= 0 ? last : to;
  const rows = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  return withRows(before.chosen, rows, !before.chosen.has(name));
}

function withRows<T>(
  before: ReadonlyMap<string, T>,
  rows: readonly Named<T>[],
  on: boolean,
): ReadonlyMap<string, T> {
  const chosen = new Map(before);
  for (const [name, row] of rows)
    if (on) chosen.set(name, row);
    else chosen.delete(name);
  return chosen;
}
