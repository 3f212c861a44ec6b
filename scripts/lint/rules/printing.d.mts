import type { Linter } from 'eslint';

export const printing: Linter.Config;
