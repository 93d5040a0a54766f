import type { Unit } from '@/api/names';
import type { Person, Position } from './queries';

/** Which form a person has asked for. */
export type Asked =
  | { form: 'newUnit'; parent: Unit }
  | { form: 'editUnit'; unit: Unit }
  | { form: 'endUnit'; unit: Unit }
  | { form: 'newPerson'; unit?: Unit }
  | { form: 'editPerson'; person: Person }
  | { form: 'newPosition'; unit?: Unit; person?: Person }
  | { form: 'endPosition'; position: Position };

export type Ask = (asked: Asked) => void;
