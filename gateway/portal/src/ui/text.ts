/** A text without case and diacritics, as searches compare: `Sở Y tế` → `so y te`. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
}

/** Compares names as Vietnamese dictionaries do. */
export const inVietnameseOrder = new Intl.Collator('vi').compare;

/** `1.234`, as Vietnamese writes numbers, or `1,234` in English. */
export function number(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/**
 * `12,5`: per cent with one decimal, halves rounded up as on the official forms; a dash where there is nothing to divide
 * by. Computed in whole numbers, since a binary fraction would round some halves down.
 */
export function rate(part: number, whole: number, language: string): string {
  if (whole === 0) return '–';
  const tenths = Math.floor((2000 * part + whole) / (2 * whole));
  return new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(
    tenths / 10,
  );
}

/** `12,5 %`; a dash where there is nothing to divide by. */
export function percent(part: number, whole: number, language: string): string {
  return whole === 0 ? '–' : `${rate(part, whole, language)} %`;
}

/** `1,2 MB` or `12 kB`. */
export function fileSize(bytes: number | string | undefined, language: string): string {
  const count = Number(bytes ?? 0);
  const inMegabytes = count >= 1_000_000;
  const value = inMegabytes ? count / 1_000_000 : Math.max(1, Math.round(count / 1000));
  const digits = { maximumFractionDigits: inMegabytes ? 1 : 0 };
  return `${new Intl.NumberFormat(language, digits).format(value)} ${inMegabytes ? 'MB' : 'kB'}`;
}
