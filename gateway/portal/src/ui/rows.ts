import type { HotkeyItem } from '@mantine/hooks';

/** The row of a list (`data-row`) that an element is in. */
export function rowAt(element: Element | null): Element | null {
  return element?.closest('[data-row]') ?? null;
}

/** Moves the focus from the row that has it to another one; to the first if none has it. */
function goBy(by: number): void {
  const rows = [...document.querySelectorAll('[data-row]')];
  const at = rows.indexOf(rowAt(document.activeElement) ?? document.body);
  const to = rows[at + by] ?? rows[at] ?? rows[0];
  to?.querySelector('a')?.focus();
}

/** The keys of a list that go from row to row. */
export const ROW_KEYS: HotkeyItem[] = [
  [
    'j',
    () => {
      goBy(1);
    },
  ],
  [
    'k',
    () => {
      goBy(-1);
    },
  ],
];
