import type { Rule } from 'eslint';

/** Judges the text of one comment. Gives a sentence about its first words or a phrase in it, else undefined. */
export function judgeComment(text: string): string | undefined;
declare const rule: Rule.RuleModule;
export default rule;
