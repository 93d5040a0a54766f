import type { Unit } from '@/api/names';
import { plain } from '@/ui/text';

/** The units by name, and those below each unit, in the order of lists. */
export interface Forest {
  byName: Map<string, Unit>;
  below: Map<string, Unit[]>;
  roots: Unit[];
}

/** A line of the tree. */
export interface Row {
  unit: Unit;
  name: string;
  level: number;
  /** Its number among its siblings, from 1. */
  number: number;
  siblings: number;
  /** Whether the units below it are shown; undefined if there are none. */
  open?: boolean;
}

export function forestOf(units: Unit[]): Forest {
  const byName = new Map(units.map((unit) => [unit.name ?? '', unit]));
  const below = new Map<string, Unit[]>();
  const roots: Unit[] = [];
  for (const unit of units) {
    const parent = unit.parentUnit ?? '';
    if (byName.has(parent)) below.set(parent, [...(below.get(parent) ?? []), unit]);
    else roots.push(unit);
  }
  return { byName, below, roots };
}

/** The units above a unit, the highest first. */
export function above({ byName }: Forest, name: string): Unit[] {
  const path: Unit[] = [];
  let parent = byName.get(name)?.parentUnit;
  while (parent && byName.has(parent)) {
    const unit = byName.get(parent)!;
    path.unshift(unit);
    parent = unit.parentUnit;
  }
  return path;
}

/** The units whose names contain all words of a text, without regard to case and diacritics. */
export function unitsWith(units: Unit[], text: string): Set<string> {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const matches = units.filter((unit) => {
    const names = plain([unit.displayName, unit.shortName, unit.code, ...(unit.aliases ?? [])].join(' '));
    return words.every((word) => names.includes(word));
  });
  return new Set(matches.map((unit) => unit.name ?? ''));
}

/** The lines to draw: all that is unfolded or, in a search, the units found and those above them. */
export function rowsOf(forest: Forest, isOpen: (name: string) => boolean, only?: Set<string>): Row[] {
  const shown = only && new Set(only);
  for (const name of only ?? []) above(forest, name).forEach((unit) => shown?.add(unit.name ?? ''));
  const rows: Row[] = [];
  const draw = (units: Unit[], level: number) => {
    const visible = shown ? units.filter((unit) => shown.has(unit.name ?? '')) : units;
    visible.forEach((unit, index) => {
      const name = unit.name ?? '';
      const all = forest.below.get(name) ?? [];
      const children = shown ? all.filter((one) => shown.has(one.name ?? '')) : all;
      const open = children.length === 0 ? undefined : Boolean(shown) || isOpen(name);
      rows.push({ unit, name, level, number: index + 1, siblings: visible.length, open });
      if (open) draw(children, level + 1);
    });
  };
  draw(forest.roots, 1);
  return rows;
}

/** Whether the caller may move a unit below another one, which must not be below the unit itself. */
export function mayMoveUnder(forest: Forest, unit: Unit, other: Unit): boolean {
  if (other.kind === 'PROVINCE' || other.name === unit.name) return false;
  if (above(forest, other.name ?? '').some((one) => one.name === unit.name)) return false;
  return other.name === unit.parentUnit || (other.allowedActions ?? []).includes('createUnit');
}

/** The next line, around the end, whose name begins with a letter. */
export function nextWith(rows: Row[], from: number, letter: string): Row | undefined {
  const after = [...rows.slice(from + 1), ...rows.slice(0, from)];
  return after.find((row) => plain(row.unit.displayName).startsWith(plain(letter)));
}
