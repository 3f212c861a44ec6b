import type { ProblemCode } from '../problems/codes';
import { parseConfig, type CheckContext, type ParsedConfig } from '../check/parse';
import { difference, type TextEdit } from '../edit/edits';
import type { Problem } from '../problems/problem';
import type { Language } from '../text/tree';
import { lintFixes } from './lint-fixes';
import { plainPath, type Change, type Proposal, type Propose } from './proposal';
import { schemaFixes } from './schema-fixes';
import { textFixes } from './text-fixes';

/** A change of the text after which a problem is gone. */
export interface Fix {
  readonly title: string;
  /** The likeliest wish; 'fix all' applies these. */
  readonly isPreferred: boolean;
  readonly edits: readonly TextEdit[];
}

const proposers: Readonly<Partial<Record<ProblemCode, Propose>>> = { ...textFixes, ...schemaFixes, ...lintFixes };

/** Codes that have a fix, at least in some documents. */
export function isFixable(code: ProblemCode): boolean {
  return Object.hasOwn(proposers, code);
}

/** The ways to mend a problem of a parsed config; each has been tried: the problem is gone and no error is new. */
export function fixesFor(parsed: ParsedConfig, problem: Problem): Fix[] {
  return proposalsFor(parsed, problem).flatMap(({ title, isPreferred, change }) => {
    const after = changed(parsed, problem, change);
    return after === undefined ? [] : [{ title, isPreferred, edits: difference(parsed.text, after) }];
  });
}

/** Each round mends one problem; a text with more of them is mended as far as this. */
const maxRounds = 50;
/** Characters that the trials of all rounds may read: about two seconds of the slowest text, so that saving goes on. */
const maxCharacters = 600_000;

/** Edits that mend what can be mended at once, and whether problems with a preferred fix are left. */
export interface FixAll {
  readonly edits: readonly TextEdit[];
  readonly isPartial: boolean;
}

/**
 * Edits that apply the preferred fix of every problem that has one, one after another, since a fix may make another one
 * needless. Problems without a preferred fix stay.
 */
export function fixAll(text: string, language: Language, context?: CheckContext): FixAll {
  const budget = { characters: maxCharacters };
  let now = text;
  for (let round = 0; round < maxRounds && budget.characters > 0; round += 1) {
    const next = firstFixed(parseConfig(now, language, context), budget);
    if (next === undefined) return { edits: difference(text, now), isPartial: budget.characters <= 0 };
    now = next;
  }
  return { edits: difference(text, now), isPartial: true };
}

/** The text with its first problem mended that has a preferred fix; undefined where none has, or the budget is spent. */
function firstFixed(parsed: ParsedConfig, budget: { characters: number }): string | undefined {
  for (const problem of parsed.problems) {
    const [proposal] = proposalsFor(parsed, problem).filter(({ isPreferred }) => isPreferred);
    if (!proposal) continue;
    budget.characters -= parsed.text.length;
    const after = changed(parsed, problem, proposal.change);
    if (after !== undefined) return after;
    if (budget.characters <= 0) return undefined;
  }
  return undefined;
}

function proposalsFor(parsed: ParsedConfig, problem: Problem): Proposal[] {
  return proposers[problem.code]?.({ parsed, problem, path: plainPath(problem.path ?? []) }) ?? [];
}

/** The changed text; undefined when the problem is still there or an error has come. */
function changed(parsed: ParsedConfig, problem: Problem, change: Change): string | undefined {
  const after = attempt(parsed.text, change);
  if (after === undefined || after === parsed.text) return undefined;
  const { problems } = parseConfig(after, parsed.language, parsed.context);
  const isSame = (one: Problem): boolean => one.code === problem.code && samePath(one, problem);
  const count = (list: readonly Problem[]): number => list.filter(isSame).length;
  // Findings about files and runs are not in the text: their remedy names something that was found.
  const isOfText = count(parsed.problems) > 0;
  const isGone = !isOfText || count(problems) < count(parsed.problems);
  const fewer = isOfText && problem.severity === 'error' ? 1 : 0;
  const isHarmless = errorsIn(problems) <= errorsIn(parsed.problems) - fewer;
  // With the last error of the text gone, the schema and then the lints speak for the first time.
  const isDeeper = depthOf(problems) > depthOf(parsed.problems);
  return isGone && (isHarmless || isDeeper) ? after : undefined;
}

/** A path may lead through a value that holds no keys, which is then the problem to mend first. */
function attempt(text: string, change: Change): string | undefined {
  try {
    return change(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const samePath = (one: Problem, other: Problem): boolean =>
  (one.path ?? []).map(String).join('\n') === (other.path ?? []).map(String).join('\n');

const errorsIn = (problems: readonly Problem[]): number =>
  problems.filter(({ severity }) => severity === 'error').length;

/** The last stage that a check reached: the text (0), the schema (1), the lints (2). */
function depthOf(problems: readonly Problem[]): number {
  if (problems.some(({ code }) => Object.hasOwn(textFixes, code) || code === 'unreadable')) return 0;
  return problems.some(({ code }) => Object.hasOwn(schemaFixes, code)) ? 1 : 2;
}
