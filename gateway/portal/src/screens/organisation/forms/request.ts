import type { Unit } from '@/api/names';
import type { Person, Position } from '@/api/people';

/** A form and what it is about. */
export type FormRequest =
  | { form: 'newUnit'; parent: Unit }
  | { form: 'editUnit'; unit: Unit }
  | { form: 'endUnit'; unit: Unit }
  | { form: 'newPerson'; unit?: Unit }
  | { form: 'editPerson'; person: Person }
  | { form: 'newPosition'; unit?: Unit; person?: Person }
  | { form: 'endPosition'; position: Position };

export type OpenForm = (request: FormRequest) => void;
