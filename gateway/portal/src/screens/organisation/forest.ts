import type { Unit } from '@/api/names';
import { plain } from '@/ui/text';

/** Units by name, and what stands below each, in the order of lists. */
export interface Forest {
  byName: Map<string, Unit>;
  below: Map<string, Unit[]>;
  roots: Unit[];
}

/** A line of the tree as it is drawn. */
export interface Row {
  unit: Unit;
  name: string;
  level: number;
  place: number;
  siblings: number;
  /** Whether what is below it is shown; undefined if there is nothing below. */
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

/** What is above a unit, the highest first. */
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

/** The units of whose names a text is a part, without regard to case and diacritics. */
export function found(units: Unit[], text: string): Set<string> {
  const words = plain(text).split(/\s+/).filter(Boolean);
  const matches = units.filter((unit) => {
    const names = plain([unit.displayName, unit.shortName, unit.code, ...(unit.aliases ?? [])].join(' '));
    return words.every((word) => names.includes(word));
  });
  return new Set(matches.map((unit) => unit.name ?? ''));
}

/** The lines to draw: what is open, or of a search what was found and what leads there. */
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
      rows.push({ unit, name, level, place: index + 1, siblings: visible.length, open });
      if (open) draw(children, level + 1);
    });
  };
  draw(forest.roots, 1);
  return rows;
}
