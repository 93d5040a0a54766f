import { audience, audiences, type Audience } from './audience';

/** A step of the tour points to the element with this `data-tour`; `start` stands in the middle of the screen. */
export interface Step {
  part: Audience;
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
} as const satisfies Record<Audience, readonly string[]>;

const MOST_STEPS = 6;

/** The steps of the person's tour. A person who also administers an agency is shown where. */
export function ownSteps(): Step[] {
  const part = audience();
  const steps = TOURS[part].map((anchor): Step => ({ part, anchor }));
  if (audiences().includes('administrator') && part !== 'administrator' && steps.length < MOST_STEPS)
    steps.splice(-1, 0, { part: 'administrator', anchor: 'organisation' });
  return steps;
}
