import { useKeys } from '@/ui/useKeys';

/** Keys of the list: `j` and `k` go from row to row, `x` chooses the row, `/` goes to the search. Enter opens a link. */
export function useListKeys(): void {
  useKeys([
    [
      'j',
      () => {
        go(1);
      },
    ],
    [
      'k',
      () => {
        go(-1);
      },
    ],
    [
      'x',
      () => row(document.activeElement)?.querySelector<HTMLInputElement>('input[type=checkbox]')?.click(),
    ],
    ['/', () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus()],
  ]);
}

/** Moves the focus to the first task. */
export function goToFirst(): void {
  document.querySelector<HTMLAnchorElement>('[data-row] a')?.focus();
}

function go(by: number): void {
  const rows = [...document.querySelectorAll('[data-row]')];
  const at = rows.indexOf(row(document.activeElement) ?? document.body);
  const to = rows[at + by] ?? rows[at] ?? rows[0];
  to?.querySelector('a')?.focus();
}

function row(element: Element | null): Element | null {
  return element?.closest('[data-row]') ?? null;
}
