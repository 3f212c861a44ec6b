import type { Rule } from 'eslint';

/** Judges the text of one comment. Gives a sentence when it begins with a free relative, else undefined. */
export function judgeComment(text: string): string | undefined;
declare const rule: Rule.RuleModule;
export default rule;
