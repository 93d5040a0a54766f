import { session } from '@/api/session';
import readers from './audiences.json';

/** The groups of people for whom the help and the tour are written. */
export type Audience = keyof typeof readers;

/** The person's audiences; of several positions, that which works most with tasks comes first. */
export function audiences(): Audience[] {
  const roles = session.positions().map((held) => held.role);
  return (Object.keys(readers) as Audience[]).filter((audience) =>
    readers[audience].some((role) => roles.includes(role)),
  );
}

/** For whom the person reads the help. */
export function audience(): Audience {
  return audiences()[0] ?? 'officer';
}
