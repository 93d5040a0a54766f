// The help pages that have the name of their screen's address.
const SAME = ['deciding', 'tasks', 'leader', 'reports', 'notifications', 'organisation', 'operations'];

/** The help page of the screen at an address; undefined for the help itself. */
export function helpFor(path: string): string | undefined {
  const [, screen = '', part] = path.split('/');
  if (screen === 'directives') return 'intake';
  if (screen === 'tasks' && part) return part === 'import' ? part : 'task';
  return SAME.find((page) => page === screen);
}
