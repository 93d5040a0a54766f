import { session, type Role } from '@/api/session';

/** Who is led through the portal in the same way. */
export type Part = 'leader' | 'office' | 'head' | 'clerk' | 'officer' | 'administrator' | 'inspector';

const PARTS: [Part, Role[]][] = [
  ['leader', ['CHAIRMAN', 'VICE_CHAIRMAN']],
  ['office', ['OFFICE_CHIEF', 'OFFICE_SPECIALIST', 'OFFICE_CLERK']],
  ['head', ['AGENCY_HEAD']],
  ['clerk', ['AGENCY_CLERK']],
  ['officer', ['UNIT_HEAD', 'OFFICER']],
  ['administrator', ['AGENCY_ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR']],
  ['inspector', ['INSPECTOR']],
];

/** The person's part; of several positions the one that works most with tasks. */
export function ownPart(): Part {
  return PARTS.find(([, roles]) => session.has(...roles))?.[0] ?? 'officer';
}
