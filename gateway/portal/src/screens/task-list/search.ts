import { isTrue, oneOf } from '@/api/oneOf';
import { FIELDS_OF_WORK } from '@/ui/fieldsOfWork';
import type { Month } from '@/ui/months';

export const BASKETS = [
  'mine',
  'unit',
  'coordinated',
  'assigned',
  'monitored',
  'followed',
  'drafts',
  'all',
] as const;
export const CLASSES = ['OPEN_IN_TIME', 'OPEN_OVERDUE', 'DONE_ON_TIME', 'DONE_LATE'] as const;
export const MARKS = [
  'DUE_SOON',
  'NOT_ACCEPTED',
  'ISSUED_LATE',
  'WAITING_FOR_CONFIRMATION',
  'OVERDUE_NOT_UPDATED',
] as const;
export const STATES = [
  'DRAFT',
  'PROPOSED',
  'ISSUED',
  'IN_PROGRESS',
  'SUBMITTED',
  'COMPLETED',
  'RETURNED',
  'RECALLED',
  'SUSPENDED',
  'CANCELLED',
  'REJECTED',
] as const;
export const SORTS = ['due_date', 'title', 'lead', 'issue_date', 'update_time'] as const;
export const SIZES = [20, 50, 100] as const;

export type Basket = (typeof BASKETS)[number];
export type Sort = (typeof SORTS)[number];
export type Size = (typeof SIZES)[number];
export const USUAL_SIZE: Size = 50;

/** What the address of the list says. */
export interface Search {
  basket?: Basket;
  /** Only tasks that are not over. */
  open?: true;
  class?: (typeof CLASSES)[number];
  mark?: (typeof MARKS)[number];
  state?: (typeof STATES)[number];
  text?: string;
  /** `units/…` */
  lead?: string;
  coordinator?: string;
  /** `people/…` */
  assigner?: string;
  monitor?: string;
  holder?: string;
  field?: (typeof FIELDS_OF_WORK)[number];
  /** `directives/…` */
  directive?: string;
  /** `taskSets/…` */
  taskSet?: string;
  /** Without the tasks of sets. */
  alone?: true;
  /** `2026-11-24`, both days included. */
  dueFrom?: string;
  dueTo?: string;
  undated?: true;
  /** `2026-11`: the tasks by their due days in that month, instead of the list. */
  month?: Month;
  sort?: Sort | `-${Sort}`;
  size?: Size;
  /** The number of the page, and the token that opens it. */
  page?: number;
  at?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MONTH = /^\d{4}-\d{2}$/;
const UNIT = /^units\/[a-z0-9-]{1,63}$/;
const PERSON = /^people\/[a-z0-9-]{1,63}$/;
const LONGEST = 200;

/**
 * An address that says nothing shows open tasks, any other exactly what it says. Whatever is wrong in an address is
 * dropped.
 */
export function basketSearch(given: Record<string, unknown>): Search {
  if (Object.keys(given).length === 0) return { open: true };
  const sorts = SORTS.flatMap((sort) => [sort, `-${sort}`] as const);
  const page = Number(given.page);
  const at = text(given.at, 1000);
  const paged = at !== undefined && Number.isInteger(page) && page > 1;
  const found: Search = {
    basket: oneOf(BASKETS, given.basket),
    open: isTrue(given.open),
    class: oneOf(CLASSES, given.class),
    mark: oneOf(MARKS, given.mark),
    state: oneOf(STATES, given.state),
    text: text(given.text, LONGEST),
    lead: like(UNIT, given.lead),
    coordinator: like(UNIT, given.coordinator),
    assigner: like(PERSON, given.assigner),
    monitor: like(PERSON, given.monitor),
    holder: like(PERSON, given.holder),
    field: oneOf(FIELDS_OF_WORK, given.field),
    directive: like(/^directives\/[a-z0-9-]{1,63}$/, given.directive),
    taskSet: like(/^taskSets\/[a-z0-9-]{1,63}$/, given.taskSet),
    alone: isTrue(given.alone),
    dueFrom: like(DAY, given.dueFrom),
    dueTo: like(DAY, given.dueTo),
    undated: isTrue(given.undated),
    month: like(MONTH, given.month),
    sort: oneOf(sorts, given.sort),
    size: oneOf(SIZES, Number(given.size)),
    page: paged ? page : undefined,
    at: paged ? at : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function text(value: unknown, longest: number): string | undefined {
  return typeof value === 'string' ? value.slice(0, longest) || undefined : undefined;
}

function like(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}
