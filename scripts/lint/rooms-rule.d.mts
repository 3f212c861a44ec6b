import type { Rule } from 'eslint';

/** Judges one import. Gives a sentence when it breaks a rule of the house, else undefined. */
export function judgeImport(fromFile: string, specifier: string, isTypeOnly: boolean): string | undefined;
declare const rule: Rule.RuleModule;
export default rule;
