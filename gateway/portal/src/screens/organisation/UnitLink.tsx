import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { id } from '@/api/client';
import type { Unit } from '@/api/names';

/** The name of a unit, which opens the unit. */
export function UnitLink({ of, short = false }: { of: Unit | undefined; short?: boolean }) {
  if (!of) return null;
  return (
    <Anchor
      inherit
      fz="sm"
      renderRoot={(props) => (
        <Link
          {...props}
          to="/organisation"
          search={(before) => ({ ...before, unit: id(of.name ?? ''), person: undefined })}
        />
      )}
    >
      {(short && of.shortName) || of.displayName}
    </Anchor>
  );
}
