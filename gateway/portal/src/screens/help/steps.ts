import { session } from '@/api/session';
import { ownPart, type Part } from './parts';

/** Where a step points to: the `data-tour` of an element; `start` and `end` stand in the middle. */
export interface Step {
  part: Part;
  anchor: string;
}

const TOURS = {
  leader: ['start', 'leader', 'tasks', 'reports', 'bell', 'help'],
  office: ['start', 'directives', 'tasks', 'leader', 'reports', 'help'],
  head: ['start', 'tasks', 'leader', 'reports', 'bell', 'help'],
  clerk: ['start', 'tasks', 'directives', 'bell', 'help'],
  officer: ['start', 'tasks', 'bell', 'help'],
  administrator: ['start', 'organisation', 'bell', 'help'],
  inspector: ['start', 'tasks', 'directives', 'help'],
} as const satisfies Record<Part, readonly string[]>;

export type Anchor<P extends Part> = (typeof TOURS)[P][number];

/** The steps of the person's tour; who also administers an agency is shown where. */
export function ownSteps(): Step[] {
  const part = ownPart();
  const steps = TOURS[part].map((anchor): Step => ({ part, anchor }));
  const administers = session.has('AGENCY_ADMINISTRATOR', 'SYSTEM_ADMINISTRATOR');
  if (administers && part !== 'administrator' && steps.length < 6)
    steps.splice(-1, 0, { part: 'administrator', anchor: 'organisation' });
  return steps;
}
