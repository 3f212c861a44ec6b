import type { Linter } from 'eslint';

export const numbers: Linter.Config;
