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
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Components of the library stand for fields and buttons here.
      'jsx-a11y/no-autofocus': 'off',
    },
  },
  {
    files: ['src/**/*.tsx'],
    plugins: { i18next },
    rules: {
      // What people read stands in the catalogues.
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
          message: 'Words belong into src/i18n.',
        },
      ],
    },
  },
);
