import type { ParsedConfig } from '../check/parse';
import { applyEdits, setValueEdits, type TextEdit } from '../edit/edits';
import { inLineEndsOf } from '../edit/line-ends';
import { removeEntryEdits } from '../edit/remove';
import type { Problem } from '../problems/problem';
import type { Language } from '../text/tree';
import { writeFlow } from '../text/write';
import { truncate } from '../../wording';

/** One way to mend a problem, before anyone has looked whether it does. */
export interface Proposal {
  readonly title: string;
  /** Whether it is what a person most likely wants, and may be done with all others at once. */
  readonly isPreferred: boolean;
  readonly change: Change;
}

/** A text, changed. */
export type Change = (text: string) => string;

/** The problem to mend, with its config. */
export interface Question {
  readonly parsed: ParsedConfig;
  readonly problem: Problem;
  readonly path: readonly (string | number)[];
}

export type Propose = (question: Question) => Proposal[];

/** Sets the value at a path. */
export function setting(language: Language, path: readonly PropertyKey[], value: unknown): Change {
  return (text) => applyEdits(text, setValueEdits(text, language, plainPath(path), value));
}

/** Takes the key at a path away. */
export function removing(language: Language, path: readonly PropertyKey[]): Change {
  return (text) => applyEdits(text, removeEntryEdits(text, language, path));
}

/** Replaces ranges. */
export function replacing(...edits: readonly TextEdit[]): Change {
  return (text) => applyEdits(text, inLineEndsOf(text, edits));
}

/** One change after another. */
export function inTurn(...changes: readonly Change[]): Change {
  return (text) => changes.reduce((now, change) => change(now), text);
}

/** The proposal to set a value, with a title that says so. */
export function proposeValue(question: Question, path: readonly PropertyKey[], value: unknown): Proposal {
  const { language } = question.parsed;
  const title = `Set ${path.map(String).join('.')} to ${brief(writeFlow(value, language))}`;
  return { title, isPreferred: true, change: setting(language, path, value) };
}

/** The proposal to remove a key. */
export function proposeRemoval(question: Question, path: readonly PropertyKey[]): Proposal {
  const title = `Remove ${brief(path.map(String).join('.'))}`;
  return { title, isPreferred: true, change: removing(question.parsed.language, path) };
}

/** The same proposal as one among others. */
export function asChoice(proposal: Proposal): Proposal {
  return { ...proposal, isPreferred: false };
}

/** Indices of lists as numbers and the rest as text. */
export function plainPath(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}

function brief(text: string): string {
  return truncate(text, 60);
}
