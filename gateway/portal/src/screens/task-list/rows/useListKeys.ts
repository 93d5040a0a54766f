import { ROW_KEYS, rowAt } from '@/ui/rows';
import { useKeys } from '@/ui/useKeys';

/** Keys of the list: `j` and `k` go from row to row, `x` chooses the row, `/` goes to the search. Enter opens a link. */
export function useListKeys(): void {
  useKeys([
    ...ROW_KEYS,
    [
      'x',
      () => rowAt(document.activeElement)?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click(),
    ],
    ['/', () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus()],
  ]);
}

/** Moves the focus to the first task. */
export function goToFirst(): void {
  document.querySelector<HTMLAnchorElement>('[data-row] a')?.focus();
}
