const PAGES: [RegExp, string][] = [
  [/^\/deciding/, 'deciding'],
  [/^\/tasks\/./, 'task'],
  [/^\/tasks/, 'tasks'],
  [/^\/directives/, 'intake'],
  [/^\/leader/, 'leader'],
  [/^\/reports/, 'reports'],
  [/^\/notifications/, 'notifications'],
  [/^\/organisation/, 'organisation'],
  [/^\/operations/, 'operations'],
];

/** The help page of the screen at an address; undefined for the help itself. */
export function helpFor(path: string): string | undefined {
  return PAGES.find(([screen]) => screen.test(path))?.[1];
}
