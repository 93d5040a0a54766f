import type { Audience } from './audience';

/** The pages, in the order of the menu. */
export const PAGES = [
  'deciding',
  'tasks',
  'task',
  'import',
  'intake',
  'leader',
  'reports',
  'notifications',
  'organisation',
  'operations',
  'keys',
] as const;
export type HelpPage = (typeof PAGES)[number];

/** The screen of each page; the screen of a task cannot be opened without a task. */
export const SCREENS = {
  deciding: '/deciding',
  tasks: '/tasks',
  import: '/tasks/import',
  intake: '/directives',
  leader: '/leader',
  reports: '/reports',
  notifications: '/notifications',
  organisation: '/organisation',
  operations: '/operations',
} as const satisfies Partial<Record<HelpPage, string>>;

/** The pages of screens with coloured classes. */
export const WITH_COLOURS: readonly HelpPage[] = ['tasks', 'task', 'leader', 'reports'];

/** A page's content in the catalogue. Not every audience has steps on every screen. */
export interface Content {
  title: string;
  purpose: string;
  steps: Partial<Record<Audience | 'everybody', string[]>>;
  faq: { q: string; a: string }[];
}

export function isPage(name: string): name is HelpPage {
  return (PAGES as readonly string[]).includes(name);
}
