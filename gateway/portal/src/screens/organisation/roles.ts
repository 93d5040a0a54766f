import type { Unit } from '@/api/names';
import { session } from '@/api/session';
import { inVietnameseOrder } from '@/ui/text';
import type { Position, Role } from './queries';

type Known = Exclude<Role, 'ROLE_UNSPECIFIED'>;

/** In the order of lists: who leads stands first. */
export const ROLES: readonly Known[] = [
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
const WITH_FIELDS = new Set<Role>(['VICE_CHAIRMAN', 'OFFICE_CHIEF', 'OFFICE_SPECIALIST']);

/** Whether fields of work matter to a role: whose work is divided by them. */
export function hasFields(role: Role | undefined): boolean {
  return role !== undefined && WITH_FIELDS.has(role);
}

/** The roles that a unit can have; identity's rule `_role_fits` decides, this spares a refusal. */
export function rolesOf(unit: Unit | undefined): readonly Known[] {
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
        return session.has('SYSTEM_ADMINISTRATOR');
      default:
        return true;
    }
  });
}

export function inOrder(positions: Position[]): Position[] {
  const place = (position: Position) => ROLES.indexOf(position.role as Known);
  const name = (position: Position) => position.personDisplayName ?? '';
  return positions.toSorted((a, b) => place(a) - place(b) || inVietnameseOrder(name(a), name(b)));
}
