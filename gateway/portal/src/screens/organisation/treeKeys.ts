import { nextWith, type Row } from './forest';

export interface Action {
  goTo?: Row;
  unfold?: [name: string, open: boolean];
  choose?: string;
}

/** What a key does in the tree; undefined for a key that the tree leaves to the browser. */
export function keyAction(
  event: { key: string; ctrlKey: boolean; metaKey: boolean },
  rows: Row[],
  index: number,
  /** In a search nothing can be folded. */
  mayFold: boolean,
): Action | undefined {
  const row = rows[index]!;
  switch (event.key) {
    case 'ArrowDown':
      return { goTo: rows[index + 1] };
    case 'ArrowUp':
      return { goTo: rows[index - 1] };
    case 'Home':
      return { goTo: rows[0] };
    case 'End':
      return { goTo: rows.at(-1) };
    case 'ArrowRight':
      if (row.open === undefined) return {};
      return row.open ? { goTo: rows[index + 1] } : { unfold: [row.name, true] };
    case 'ArrowLeft':
      if (row.open && mayFold) return { unfold: [row.name, false] };
      return { goTo: rows.find((one) => one.name === row.unit.parentUnit) };
    case 'Enter':
    case ' ':
      return { choose: row.name };
  }
  const isLetter = event.key.length === 1 && /\p{L}/u.test(event.key) && !event.ctrlKey && !event.metaKey;
  return isLetter ? { goTo: nextWith(rows, index, event.key) } : undefined;
}
