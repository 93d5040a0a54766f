import type { Part } from './parts';

/** The pages, in the order of the menu. */
export const PAGES = [
  'tasks',
  'task',
  'intake',
  'leader',
  'reports',
  'notifications',
  'organisation',
  'keys',
] as const;
export type HelpPage = (typeof PAGES)[number];

/** Where a page's screen is; a task has no address of its own to open from here. */
export const SCREENS = {
  tasks: '/tasks',
  intake: '/directives',
  leader: '/leader',
  reports: '/reports',
  notifications: '/notifications',
  organisation: '/organisation',
} as const satisfies Partial<Record<HelpPage, string>>;

/** The pages on which standings with colours are seen. */
export const WITH_COLOURS: readonly HelpPage[] = ['tasks', 'task', 'leader', 'reports'];

/** What a page's catalogue holds. Not every role has steps on every screen. */
export interface Content {
  title: string;
  purpose: string;
  steps: Partial<Record<Part | 'everybody', string[]>>;
  faq: { q: string; a: string }[];
}

export function isPage(name: string): name is HelpPage {
  return (PAGES as readonly string[]).includes(name);
}
