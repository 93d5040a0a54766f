import { useNamed } from '@/api/names';

/** The name of a unit or a person for people, the short one of a unit in tables (`short`). */
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
