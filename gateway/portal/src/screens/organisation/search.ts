import { dayOf, today } from '@/ui/dates';

export interface Search {
  /** The id of the chosen unit: `van-phong`. */
  unit?: string;
  /** The person whose drawer is open. */
  person?: string;
  /** The day whose organisation is shown, `2026-11-24`; today's if absent. */
  asOf?: string;
  /** The search for units and people by their names. */
  find?: string;
}

const ID = /^[a-z0-9-]{1,63}$/;
const LONGEST = 200;

export function organisationSearch(given: Record<string, unknown>): Search {
  const search: Search = {};
  const { unit, person, asOf, find } = given;
  if (typeof unit === 'string' && ID.test(unit)) search.unit = unit;
  if (typeof person === 'string' && ID.test(person)) search.person = person;
  if (typeof asOf === 'string' && dayOf(asOf) && asOf !== today()) search.asOf = asOf;
  // The router reads `find=2` as a number.
  if (typeof find === 'string') search.find = find.slice(0, LONGEST);
  if (!search.find) delete search.find;
  return search;
}
