import { useNamed } from '@/api/names';

/** The name of a unit or a person; `short` gives the short name of a unit, for tables. */
export function Name({
  of,
  short = false,
  withTitle = false,
}: {
  of: string | null | undefined;
  short?: boolean;
  withTitle?: boolean;
}) {
  const named = useNamed(of);
  if (!named) return null;
  const name = (short && named.shortName) || named.displayName;
  return <>{withTitle && named.title ? `${name} (${named.title})` : name}</>;
}
