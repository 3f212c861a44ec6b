import type { Rule } from 'eslint';

/** Rooms that work below `.distillery`. */
export const guardedRooms: readonly string[];
/** Files of these rooms that may import Node's file system, each with its reason. */
export const exceptions: Readonly<Record<string, string>>;
/** Judges one import. Gives a sentence when a file goes past the door to the files below `.distillery`, else undefined. */
export function judgeFileAccess(fromFile: string, specifier: string, isTypeOnly: boolean): string | undefined;
declare const rule: Rule.RuleModule;
export default rule;
