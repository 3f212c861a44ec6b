import type { Rule } from 'eslint';

/** Work that is done in one place, by the syntax that gives away a second one. */
export const homes: Readonly<
  Record<string, { readonly selector: string; readonly homes: readonly string[]; readonly use: string }>
>;

declare const rule: Rule.RuleModule;
export default rule;
