import type { Person } from '@/api/people';

/** The fields of a person in a form. */
export interface PersonFields {
  displayName: string;
  email: string;
  phoneNumber: string;
  username: string;
  employeeNumber: string;
  identityProvider: string;
  agency: string;
}

export const PERSON_FIELDS = [
  'displayName',
  'email',
  'phoneNumber',
  'username',
  'employeeNumber',
  'identityProvider',
  'agency',
] as const;

export function fieldsOf(person: Person): PersonFields {
  return {
    displayName: person.displayName,
    email: person.email ?? '',
    phoneNumber: person.phoneNumber ?? '',
    username: person.username ?? '',
    employeeNumber: person.employeeNumber ?? '',
    identityProvider: person.identityProvider ?? 'province',
    agency: person.agency ?? '',
  };
}
