import i18next from 'eslint-plugin-i18next';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['src/api/schema.d.ts', 'node_modules'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  jsxA11y.flatConfigs.strict,
  reactHooks.configs.flat['recommended-latest'],
  {
    rules: {
      // The limits of the Python code, too (tests/architecture).
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 60],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Mantine's components move the focus only when a dialog or a form opens.
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { i18next },
    rules: {
      // The catalogues hold what people read.
      'i18next/no-literal-string': [
        'error',
        {
          mode: 'jsx-only',
          'jsx-attributes': {
            include: [
              'label',
              'title',
              'placeholder',
              'description',
              'alt',
              'aria-(label|description|roledescription|valuetext)',
              'message',
            ],
          },
          words: { exclude: ['[^\\p{L}]*', 'dd/mm/yyyy'] },
          message: 'Words belong in src/i18n.',
        },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/**/*.test.ts'],
    rules: {
      // A role that is named here is a rule of a service written twice.
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Literal[value=/^((VICE_)?CHAIRMAN|OFFICE_(CHIEF|SPECIALIST|CLERK)|AGENCY_(HEAD|CLERK)|UNIT_HEAD|OFFICER|(AGENCY|SYSTEM)_ADMINISTRATOR|INSPECTOR)$/]',
          message: 'What a person may do comes from allowed actions (src/api/access.ts).',
        },
      ],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/ui/ChooseFiles.tsx'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@mantine/core',
          importNames: ['FileButton'],
          message: 'A file that is chosen again must count: ui/ChooseFiles.',
        },
      ],
    },
  },
);
