/**
 * All that the portal decides by role. The services decide what a caller may do; this only spares people menu entries,
 * baskets and buttons that would be empty or refused. Nothing outside this file names a role (checked by eslint).
 */
import { oneOf } from './oneOf';
import type { Schemas } from './client';
import type { Unit } from './names';
import { session } from './session';

export type Role = Exclude<Schemas['identity.Role'], 'ROLE_UNSPECIFIED'>;

export const ASSIGNERS: readonly Role[] = ['CHAIRMAN', 'VICE_CHAIRMAN'];
export const MONITORS: readonly Role[] = ['OFFICE_CHIEF', 'OFFICE_SPECIALIST'];
const PROVINCE: readonly Role[] = [...ASSIGNERS, ...MONITORS, 'OFFICE_CLERK'];
const AGENCY: readonly Role[] = ['AGENCY_HEAD', 'AGENCY_CLERK'];
const ADMINISTRATORS: readonly Role[] = ['AGENCY_ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR'];

function has(roles: readonly string[]): boolean {
  return session.positions().some((held) => roles.includes(held.role));
}

/** Whether the person works with the whole province, and so opens its figures first. */
export const startsWithFigures = () => has(ASSIGNERS);

export const seesStatistics = () => has([...PROVINCE, ...AGENCY]);

/** Whether the person sees the figures of every agency. */
export const seesEveryAgency = () => has([...PROVINCE, 'INSPECTOR']);

export const mayCreateTask = () => has([...ASSIGNERS, ...MONITORS]);

/** Whether the person urges at all; the service decides for each task. */
export const mayUrge = () => has([...ASSIGNERS, ...MONITORS]);

/** Leaders assign their own tasks. */
export const assignsByDefault = () => has(ASSIGNERS);

/** Specialists monitor their own tasks. */
export const monitorsByDefault = () => has(['OFFICE_SPECIALIST']);

export const administersProvince = () => has(['SYSTEM_ADMINISTRATOR']);

export const administers = () => has(ADMINISTRATORS);

/** The roles whose baskets can contain tasks. */
const BASKETS = {
  mine: ['UNIT_HEAD', 'OFFICER'],
  unit: [...AGENCY, 'UNIT_HEAD'],
  coordinating: AGENCY,
  assigned: ASSIGNERS,
  monitored: MONITORS,
  drafts: [...ASSIGNERS, ...MONITORS],
} as const satisfies Record<string, readonly Role[]>;

/** The basket that opens first: where the work of such a role waits. */
const FIRST_BASKET: readonly [Role, keyof typeof BASKETS][] = [
  ['CHAIRMAN', 'assigned'],
  ['VICE_CHAIRMAN', 'assigned'],
  ['OFFICE_SPECIALIST', 'monitored'],
  ['AGENCY_HEAD', 'unit'],
  ['AGENCY_CLERK', 'unit'],
  ['UNIT_HEAD', 'unit'],
  ['OFFICER', 'mine'],
];

export function hasBasket(basket: keyof typeof BASKETS | 'all'): boolean {
  return basket === 'all' || has(BASKETS[basket]);
}

export function firstBasket(): keyof typeof BASKETS | 'all' {
  return FIRST_BASKET.find(([role]) => has([role]))?.[1] ?? 'all';
}

/** The agency of a person who sees both what it leads and what it coordinates. */
export function ownAgency(): string | undefined {
  if (has(PROVINCE)) return undefined;
  return session.positions().find((held) => oneOf(AGENCY, held.role))?.agency;
}

/** The groups of people to whom the help and the tour speak. */
export type Audience = 'leader' | 'office' | 'head' | 'clerk' | 'officer' | 'administrator' | 'inspector';

const AUDIENCES: readonly [Audience, readonly Role[]][] = [
  ['leader', ASSIGNERS],
  ['office', [...MONITORS, 'OFFICE_CLERK']],
  ['head', ['AGENCY_HEAD']],
  ['clerk', ['AGENCY_CLERK']],
  ['officer', ['UNIT_HEAD', 'OFFICER']],
  ['administrator', ADMINISTRATORS],
  ['inspector', ['INSPECTOR']],
];

/** The person's audience; of several positions, that of the one that works most with tasks. */
export function audience(): Audience {
  return AUDIENCES.find(([, roles]) => has(roles))?.[0] ?? 'officer';
}

/** In the order of lists: leaders first. */
const ROLES: readonly Role[] = [
  'CHAIRMAN',
  'VICE_CHAIRMAN',
  'OFFICE_CHIEF',
  'AGENCY_HEAD',
  'UNIT_HEAD',
  'OFFICE_SPECIALIST',
  'OFFICE_CLERK',
  'AGENCY_CLERK',
  'OFFICER',
  'INSPECTOR',
  'AGENCY_ADMINISTRATOR',
  'SYSTEM_ADMINISTRATOR',
];

/** The place of a role in lists of positions. */
export function rankOf(role: string): number {
  return ROLES.indexOf(role as Role);
}

const WITH_FIELDS: readonly Role[] = ['VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST'];

/** Whether the work of a role is divided by fields. */
export function hasFields(role: Role | undefined): boolean {
  return role !== undefined && WITH_FIELDS.includes(role);
}

/** The roles that a unit can have. Identity's rule `_role_fits` decides; this spares a refusal. */
export function rolesOf(unit: Unit | undefined): readonly Role[] {
  if (!unit) return [];
  return ROLES.filter((role) => {
    switch (role) {
      case 'CHAIRMAN':
      case 'VICE_CHAIRMAN':
        return unit.kind === 'PROVINCE';
      case 'OFFICE_CHIEF':
      case 'OFFICE_SPECIALIST':
      case 'OFFICE_CLERK':
        return unit.group === 'OFFICE';
      case 'AGENCY_HEAD':
        return unit.kind === 'AGENCY' && unit.group !== 'OFFICE';
      case 'UNIT_HEAD':
        return unit.kind === 'UNIT';
      case 'INSPECTOR':
      case 'SYSTEM_ADMINISTRATOR':
        return administersProvince();
      default:
        return true;
    }
  });
}
