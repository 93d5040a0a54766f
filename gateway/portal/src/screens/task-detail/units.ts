import type { Unit } from '@/api/names';

/** The names of a unit and of all below it. */
export function within(units: Unit[], top: string): Set<string> {
  const found = new Set([top]);
  // Parents stand before children in no particular list, so it is gone through until nothing is added.
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const unit of units) if (found.has(unit.parentUnit ?? '')) found.add(unit.name ?? '');
  }
  return found;
}
