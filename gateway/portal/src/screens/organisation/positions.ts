import type { Position } from '@/api/people';
import { rankOf } from '@/api/roles';
import { inVietnameseOrder } from '@/ui/text';

/** Positions in the order of lists: by role, then by name. */
export function inOrder(positions: Position[]): Position[] {
  const name = (position: Position) => position.personDisplayName ?? '';
  return positions.toSorted((a, b) => rankOf(a.role) - rankOf(b.role) || inVietnameseOrder(name(a), name(b)));
}
