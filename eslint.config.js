import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const EVERYWHERE = [
  {
    selector: 'TSEnumDeclaration',
    message: 'No enums: a union of strings, or a const object with `as const`.',
  },
  { selector: 'TSModuleDeclaration', message: 'No namespaces: a file is the namespace.' },
  { selector: 'TSParameterProperty', message: 'No parameter properties: they are not erasable syntax.' },
  { selector: 'TSExportAssignment', message: 'No `export =`: this is an ES module.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: list the names.' },
];

const CLOCK = 'Take `now` or the Clock port as a parameter: only src/cli/clock.ts reads the real clock.';
const PURE = [
  {
    selector: 'CallExpression[callee.object.name=/^(Date|performance)$/][callee.property.name="now"]',
    message: CLOCK,
  },
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: CLOCK },
  {
    selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
    message: 'Chance is a parameter: a run must be repeatable.',
  },
];

const PROMISED = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
    message: 'Every test runs, everywhere: a test that cannot run is a failure.',
  },
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skipIf|runIf)$/]',
    message: 'Every test runs, everywhere: .ci/run installs what it needs.',
  },
  {
    selector: 'CallExpression[callee.object.name="vi"][callee.property.name=/^(mock|doMock)$/]',
    message: 'No mocked modules: hand in another implementation of the port.',
  },
  {
    selector: 'AwaitExpression > CallExpression[callee.name=/^(sleep|delay|wait|setTimeout)$/]',
    message: 'No sleeps: wait for the event itself, or move the clock.',
  },
];

const PACED = [
  {
    selector: 'Property[key.name=/^(reservoir\\w*|expiration|datastore)$/]',
    message:
      'Bottleneck by minTime and maxConcurrent only: reservoirs let bursts through, an expiration doubles a POST.',
  },
];

const BARE_BUILTINS = builtinModules
  .filter((name) => !name.startsWith('_') && !name.startsWith('node:'))
  .map((name) => ({ name, message: `Write node:${name}.` }));

const RELATIVE = [
  { regex: '^\\.{1,2}/.*\\.js$', message: 'A relative import names the file that is there: .ts.' },
  { regex: '/index\\.ts$', message: 'No barrels: import from the file that has it.' },
];

/** POSIX drops a process's locks on a file when it closes *any* descriptor of it: fs must never open the ledger's files. */
const LEDGER_FS = ['chmodSync', 'existsSync', 'mkdirSync', 'statSync', 'statfsSync'];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'reports/', '.campaign/', 'bench/out/', '.ci/out/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  comments.recommended,
  {
    name: 'every disabled rule carries its reason',
    rules: {
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: ['eslint-enable'] }],
    },
  },
  {
    name: 'any language, any folder',
    rules: {
      // `== null` is the one loose comparison with a meaning: neither null nor undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 300],
      'no-restricted-imports': ['error', { paths: BARE_BUILTINS }],
    },
  },
  {
    name: 'the checks themselves',
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', performance: 'readonly' } },
  },
  {
    name: 'TypeScript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      'no-restricted-imports': ['error', { paths: BARE_BUILTINS, patterns: RELATIVE }],
      // `() => close()` and `return reject(…)` say enough where nothing is returned; braces around them say no more.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Alphabets and segments are counted in code points: `[...text]` is the way to them.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A number has one spelling in a template. Everything else that would print as [object Object] stays forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Enums are forbidden above: nothing to look for, and it is a tenth of the time.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // tsconfig's noPropertyAccessFromIndexSignature asks for the brackets that this rule would take away.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      'no-restricted-syntax': ['error', ...EVERYWHERE],
    },
  },
  {
    name: 'the product',
    files: ['src/**/*.ts'],
    rules: {
      // A switch over a union is one decision; `??` and `?.` count here, hence not lower.
      complexity: ['error', { max: 18, variant: 'modified' }],
      'max-depth': ['error', 3],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
    },
  },
  {
    name: 'the words, the steps and their order: the same input, the same output',
    files: ['src/{core,intake,plan,submit,track,report,run,schedule}/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Only cli/ and the adapters know the process.' },
        { name: 'setTimeout', message: 'Sleep through the Clock port.' },
        { name: 'setInterval', message: 'Sleep through the Clock port.' },
        { name: 'fetch', message: 'Only ringcentral/ reaches the network.' },
      ],
      'no-restricted-syntax': ['error', ...EVERYWHERE, ...PURE],
    },
  },
  {
    name: 'one pacer, paced one way',
    files: ['src/ringcentral/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...EVERYWHERE, ...PURE, ...PACED] },
  },
  {
    name: 'the ledger never opens its files itself',
    files: ['src/ledger/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...EVERYWHERE, ...PURE],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...BARE_BUILTINS,
            {
              name: 'node:fs',
              allowImportNames: LEDGER_FS,
              message: 'Closing a descriptor of the ledger drops SQLite’s locks on it.',
            },
            {
              name: 'node:fs/promises',
              allowImportNames: ['mkdir', 'mkdtemp', 'readdir', 'rm'],
              message: 'Closing a descriptor of the ledger drops SQLite’s locks on it.',
            },
          ],
          patterns: RELATIVE,
        },
      ],
    },
  },
  {
    name: 'tests',
    files: ['test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...EVERYWHERE, ...PROMISED],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
    },
  },
);
