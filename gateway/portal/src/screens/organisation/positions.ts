import type { Position } from '@/api/people';
import { inVietnameseOrder } from '@/ui/text';

/** Positions in the order of lists: by role, then by name. */
export function inOrder(positions: Position[]): Position[] {
  const rankOf = (position: Position) => position.rank ?? 0;
  const name = (position: Position) => position.personDisplayName ?? '';
  return positions.toSorted((a, b) => rankOf(a) - rankOf(b) || inVietnameseOrder(name(a), name(b)));
}
