import { useEffect, useRef } from 'react';
import { ROW_KEYS, rowAt } from '@/ui/rows';
import { useKeys } from '@/ui/useKeys';

/**
 * Keys of the list: `j` and `k` go from task to task, `y` and `n` press the first and the second way to decide.
 * When the chosen task leaves the list, the next one is chosen: a decision is one key.
 */
export function useDecidingKeys(length: number): void {
  const chosen = useRef(-1);
  const press = (key: string) => {
    // Only about the task that has the focus: not about the first one, from within a form that is open above the list.
    const row = rowAt(document.activeElement);
    if (!row) return;
    chosen.current = [...document.querySelectorAll('[data-row]')].indexOf(row);
    row.querySelector<HTMLButtonElement>(`[data-answer=${key}]`)?.click();
  };
  useEffect(() => {
    if (chosen.current < 0 || rowAt(document.activeElement)) return;
    const rows = document.querySelectorAll('[data-row]');
    rows[Math.min(chosen.current, rows.length - 1)]?.querySelector('a')?.focus();
  }, [length]);
  useKeys([
    ...ROW_KEYS,
    [
      'y',
      () => {
        press('y');
      },
    ],
    [
      'n',
      () => {
        press('n');
      },
    ],
  ]);
}
