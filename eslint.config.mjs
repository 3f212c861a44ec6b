import javascript from '@eslint/js';
import prettier from 'eslint-config-prettier';
import importX from 'eslint-plugin-import-x';
import typescript from 'typescript-eslint';
import filesRule from './scripts/lint/rules/files-rule.mjs';
import homesRule from './scripts/lint/rules/homes-rule.mjs';
import hooksRule from './scripts/lint/rules/hooks-rule.mjs';
import { numbers } from './scripts/lint/rules/numbers.mjs';
import { printing } from './scripts/lint/rules/printing.mjs';
import roomsRule from './scripts/lint/rooms-rule.mjs';
import wordsRule from './scripts/lint/rules/words-rule.mjs';

const house = { rules: { files: filesRule, homes: homesRule, hooks: hooksRule, rooms: roomsRule, words: wordsRule } };

const size = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true, IIFEs: true }],
};

export default typescript.config(
  { ignores: ['dist/', '.cache/', 'node_modules/', '.distillery/', 'test/fixtures/', '**/.vscode-test/'] },
  javascript.configs.recommended,
  { plugins: { house }, rules: { 'house/words': 'error' } },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts', 'test/**/*.ts'],
    extends: [typescript.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { house, 'import-x': importX },
    settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js'] } } },
    rules: {
      'house/files': 'error',
      'house/rooms': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      eqeqeq: 'error',
    },
  },
  // With both projects for all files, whoever lints a page reads the other one too, types and all, to look for it.
  { files: ['webview/**/*.ts'], languageOptions: { parserOptions: { project: './webview/tsconfig.json' } } },
  { files: ['test/**/*.ts'], rules: { 'house/hooks': 'error' } },
  { files: ['src/**/*.ts', 'webview/**/*.ts'], rules: { ...size, 'house/homes': 'error' } },
  {
    files: ['src/extension.ts'],
    rules: { 'max-lines': ['error', { max: 60 }] },
  },
  {
    files: ['scripts/**/*.mjs', '*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
      },
    },
    plugins: { 'import-x': importX },
    rules: { 'max-lines': size['max-lines'] },
  },
  numbers,
  printing,
  // Mocha takes a reporter as CommonJS.
  { files: ['scripts/**/*.cjs'], languageOptions: { sourceType: 'commonjs', globals: { process: 'readonly' } } },
  prettier,
);
