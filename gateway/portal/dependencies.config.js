/**
 * Which folder may import which, checked by dependency-cruiser in `npm run check`.
 *
 * `app` puts the portal together from `screens`; a screen stands on `steps` (the forms of a task's steps), `ui`, `api`
 * and `i18n`, never on another screen.
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that import each other, be it only types, can only be understood together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-other-screen',
      comment: 'What two screens need belongs into steps, ui or api.',
      severity: 'error',
      from: { path: '^src/screens/([^/]+)/' },
      to: { path: '^src/screens/', pathNot: '^src/screens/$1/' },
    },
    {
      name: 'no-app-below',
      comment: 'Only main.tsx starts the app.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(app/|main[.]tsx$)' },
      to: { path: '^src/(app/|main[.]tsx$)' },
    },
    {
      name: 'no-screen-below',
      severity: 'error',
      from: { path: '^src/(steps|ui|api|i18n)/' },
      to: { path: '^src/screens/' },
    },
    {
      name: 'no-steps-below',
      severity: 'error',
      from: { path: '^src/(ui|api|i18n)/' },
      to: { path: '^src/steps/' },
    },
    {
      name: 'no-ui-below',
      severity: 'error',
      from: { path: '^src/(api|i18n)/' },
      to: { path: '^src/ui/' },
    },
    {
      name: 'no-unused',
      comment: 'Whatever main.tsx does not reach, or only a test does, is deleted.',
      severity: 'error',
      from: { path: '^src/main[.]tsx$' },
      to: {
        path: '^src/.+[.]tsx?$',
        pathNot: '[.](test[.]tsx?|d[.]ts)$|^src/testing[.]ts$',
        reachable: false,
      },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tool-in-the-browser',
      comment: 'The build has only what package.json lists under dependencies.',
      severity: 'error',
      from: { path: '^src/', pathNot: '[.]test[.]tsx?$|^src/testing[.]ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // With the imports of types, which the compiler takes away.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
