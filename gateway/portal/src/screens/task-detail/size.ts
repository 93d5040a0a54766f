/** `1,2 MB`, as files are listed. */
export function sized(bytes: string | undefined, language: string): string {
  const count = Number(bytes ?? 0);
  const mega = count >= 1_000_000;
  const value = mega ? count / 1_000_000 : Math.max(1, Math.round(count / 1000));
  const digits = { maximumFractionDigits: mega ? 1 : 0 };
  return `${new Intl.NumberFormat(language, digits).format(value)} ${mega ? 'MB' : 'kB'}`;
}
