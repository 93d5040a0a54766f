import { expect, test } from 'vitest';

const sources = import.meta.glob<string>('/src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const screens = [...(sources['/src/app/router.tsx'] ?? '').matchAll(/import\('@\/(screens\/[^']+)'\)/g)].map(
  ([, path]) => file(`/src/${path ?? ''}`),
);

function file(path: string): string {
  return [`${path}.tsx`, `${path}.ts`].find((name) => name in sources) ?? '';
}

/** The file that an import names, if it is one of ours. */
function imported(from: string, path: string): string {
  if (path.startsWith('@/')) return file(`/src/${path.slice(2)}`);
  return path.startsWith('.') ? file(new URL(path, `file://${from}`).pathname) : '';
}

/** The file and all that it imports at once, not what it loads later. */
function withImports(path: string, known = new Set<string>()): Set<string> {
  if (!path || known.has(path)) return known;
  known.add(path);
  for (const [, to] of (sources[path] ?? '').matchAll(/^(?:import|export) (?:[^;']*? from )?'([^']+)'/gm))
    withImports(imported(path, to ?? ''), known);
  return known;
}

/** The catalogues that a file asks for, and whose absence hides it. */
function catalogues(path: string): string[] {
  const asked = [...(sources[path] ?? '').matchAll(/use(?:Translation|CataloguesSoon)\(([^)]*)\)/g)];
  const hiding = asked.filter(([, names]) => !names?.includes('useSuspense: false'));
  return hiding.flatMap(([, names]) =>
    [...(names ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name ?? ''),
  );
}

test.each(screens)('%s asks for all its catalogues', (screen) => {
  // A part that asks for another one later hides the whole screen until it has come.
  const needed = new Set([...withImports(screen)].flatMap(catalogues));
  const asked = new Set(['common', ...catalogues(screen)]);
  expect([...needed].filter((name) => !asked.has(name)).sort()).toEqual([]);
});
