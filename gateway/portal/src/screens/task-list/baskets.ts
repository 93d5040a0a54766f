import { session, type Role } from '@/api/session';
import { BASKETS, type Basket } from './search';

const PROVINCE: Role[] = ['CHAIRMAN', 'VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST', 'OFFICE_CLERK'];
const AGENCY: Role[] = ['AGENCY_HEAD', 'AGENCY_CLERK'];

/** In whose baskets something can lie; the services decide what. */
const WHOSE: Record<Exclude<Basket, 'all'>, Role[]> = {
  mine: ['UNIT_HEAD', 'OFFICER'],
  unit: [...AGENCY, 'UNIT_HEAD'],
  coordinating: AGENCY,
  assigned: ['CHAIRMAN', 'VICE_CHAIRMAN'],
  monitored: ['OFFICE_CHIEF', 'OFFICE_SPECIALIST'],
  drafts: ['CHAIRMAN', 'VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST'],
};

/** What opens first: where the work of such a position waits. */
const FIRST: [Role, Basket][] = [
  ['CHAIRMAN', 'assigned'],
  ['VICE_CHAIRMAN', 'assigned'],
  ['OFFICE_SPECIALIST', 'monitored'],
  ['AGENCY_HEAD', 'unit'],
  ['AGENCY_CLERK', 'unit'],
  ['UNIT_HEAD', 'unit'],
  ['OFFICER', 'mine'],
];

export function baskets(): Basket[] {
  return BASKETS.filter((basket) => basket === 'all' || session.has(...WHOSE[basket]));
}

export function firstBasket(): Basket {
  return FIRST.find(([role]) => session.has(role))?.[1] ?? 'all';
}

/** The agency of somebody who sees both what it leads and where it co-ordinates. */
export function ownAgency(): string | undefined {
  if (session.has(...PROVINCE)) return undefined;
  return session.get().positions.find((held) => AGENCY.includes(held.role))?.agency;
}
