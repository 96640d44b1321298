// How JavaScript is checked: scripts/test style. In view/ it is what Magento's admin loads by RequireJS and its minifier reads
// without parsing: ES5, as Magento's own. Tests are modules of Node.
import js from '@eslint/js';
import globals from 'globals';

const everywhere = {
  'array-callback-return': 'error',
  curly: ['error', 'multi-line'],
  'default-case-last': 'error',
  eqeqeq: ['error', 'smart'],
  'guard-for-in': 'error',
  'no-caller': 'error',
  'no-constructor-return': 'error',
  'no-eval': 'error',
  'no-extend-native': 'error',
  'no-implied-eval': 'error',
  'no-lonely-if': 'error',
  'no-new-func': 'error',
  'no-new-wrappers': 'error',
  'no-return-assign': 'error',
  'no-script-url': 'error',
  'no-self-compare': 'error',
  'no-sequences': 'error',
  'no-shadow': 'error',
  'no-template-curly-in-string': 'error',
  'no-throw-literal': 'error',
  'no-unneeded-ternary': 'error',
  'no-unused-expressions': 'error',
  'no-useless-concat': 'error',
  'no-useless-return': 'error',
  radix: 'error',
  yoda: 'error',
};

export default [
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['view/**/*.js'],
    languageOptions: {
      ecmaVersion: 5,
      sourceType: 'script',
      globals: { ...globals.browser, ...globals.amd },
    },
    rules: {
      ...js.configs.recommended.rules,
      ...everywhere,
      'block-scoped-var': 'error',
      curly: ['error', 'all'],
      'max-depth': ['error', 4],
      'max-nested-callbacks': ['error', 4],
      // People are asked by Magento's own windows.
      'no-alert': 'error',
      // A module shares nothing but what it returns.
      'no-implicit-globals': 'error',
      'no-loop-func': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-undef-init': 'error',
      'no-use-before-define': ['error', { functions: false }],
      'one-var': ['error', { initialized: 'consecutive', uninitialized: 'consecutive' }],
      strict: ['error', 'function'],
    },
  },
  {
    // RequireJS reads this one file's variable.
    files: ['view/**/requirejs-config.js'],
    rules: {
      'no-implicit-globals': 'off',
      'no-unused-vars': ['error', { varsIgnorePattern: '^config$' }],
    },
  },
  {
    files: ['tests/**/*.mjs', 'scripts/**/*.mjs'],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: 'module',
      // Functions given to page.evaluate run in the browser.
      globals: { ...globals.nodeBuiltin, ...globals.browser },
    },
    rules: {
      ...js.configs.recommended.rules,
      ...everywhere,
      'no-useless-catch': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
];
