import { dataSchema, publishedFacts, withoutUsage, type DataFacts, type DataOptions } from '../../data-sources';
import { configSchema, type ResolvedConfig } from '../schema/schema';
import { scriptConfigSchema, type ScriptConfig } from '../schema/script';
import type { Problem, Range } from '../problems/problem';
import { MAX_CONFIG_BYTES, readTree } from '../text/read-tree';
import { nodeAt, valueOf, type Language, type TreeNode } from '../text/tree';
import { maxErrors } from '../text/limits';
import { withTuning } from '../tuning';
import { foreignConfig } from './foreign-configs';
import { problemsOf } from './issues';
import { lint } from './lints/lint';
import { thisMachine, type Machine } from './machine';

/** Gives what is known of the data that a config names; undefined while nobody has looked at it. */
export type DataLookup = (data: DataOptions) => DataFacts | undefined;

/** Facts of the data, published ones by default, and the machine: both belong to a check beside the text. */
export interface CheckContext {
  readonly lookUp?: DataLookup | undefined;
  readonly machine?: Machine;
}

/** A text that was read and checked. */
export interface ParsedConfig {
  readonly text: string;
  readonly language: Language;
  /** The written value, with a search of its temperature written out. */
  readonly value: unknown;
  readonly root: TreeNode | undefined;
  readonly problems: readonly Problem[];
  /** With defaults filled in; absent while there are errors. */
  readonly config?: ResolvedConfig;
  /** The config of a script, in place of `config`; absent while there are errors. */
  readonly script?: ScriptConfig;
  /** Settings of its data, also while there are errors elsewhere. */
  readonly data?: DataOptions;
  /** Facts of its data, as far as they are known; lints that need them are silent without. */
  readonly facts?: DataFacts;
  /** Facts and machine that it was checked against. */
  readonly context: { readonly lookUp: DataLookup; readonly machine: Machine };
  rangeOf(path: (string | number)[]): Range | undefined;
}

/** The language of a file name: `.json` and `.jsonc` are JSON with comments, the rest YAML. */
export function languageOf(path: string): Language {
  return /\.jsonc?$/i.test(path) ? 'json' : 'yaml';
}

/** Texts that are open side by side, each with its last version. */
const maxKept = 4;

let kept: readonly ParsedConfig[] = [];

/**
 * Reads and validates a config, with what `lookUp` knows of its data: by default what is published. Never throws: what is
 * wrong comes back as problems with ranges. The last results are kept, since diagnostics, lenses and hovers all ask about
 * the same text.
 */
export function parseConfig(text: string, language: Language, context: CheckContext = {}): ParsedConfig {
  const { lookUp = publishedFacts, machine = thisMachine } = context;
  const known = kept.find((one) => {
    const isSame = one.text === text && one.language === language && one.context.machine === machine;
    return isSame && (one.data && lookUp(one.data)) === one.facts;
  });
  const parsed = known ?? parse(text, language, { lookUp, machine });
  if (text.length <= MAX_CONFIG_BYTES) kept = [parsed, ...kept.filter((one) => one !== parsed)].slice(0, maxKept);
  return parsed;
}

function parse(text: string, language: Language, { lookUp, machine }: ParsedConfig['context']): ParsedConfig {
  const { root, problems: readingProblems } = readTree(text, language);
  const problems = [...readingProblems];
  const value = withTuning(root && valueOf(root));
  const rangeOf = (path: (string | number)[]): Range | undefined => {
    const node = nodeAt(root, path)?.node;
    return node && { start: node.start, end: node.end };
  };
  const base = { text, language, value, root, rangeOf, context: { lookUp, machine } };
  if (problems.length > 0 && root === undefined) return { ...base, problems };
  const foreign = foreignConfig(root);
  if (foreign) return { ...base, problems: [foreign] };
  const isBroken = problems.some(({ code }) => code === 'syntax');
  const isScript = nodeAt(root, ['script']) !== undefined;
  const result = isScript ? undefined : configSchema.safeParse(value ?? {});
  const script = isScript ? scriptConfigSchema.safeParse(value) : undefined;
  const read = result?.data ?? script?.data;
  const error = result?.error ?? script?.error;
  const data = read === undefined ? dataIn(value) : read.data;
  const facts = data && lookUp(data);
  if (result?.success === true) problems.push(...lint(result.data, root, { machine, facts }));
  if (error !== undefined) {
    const found = error.issues.slice(0, maxErrors).flatMap((issue) => problemsOf(issue, root, language));
    // A broken part of the text often holds the keys that seem to be missing.
    problems.push(...found.filter(({ code }) => !(isBroken && code === 'missing-key')));
  }
  const sorted = withoutConsequences(withoutRepeats(problems), text).sort((a, b) => a.start - b.start || a.end - b.end);
  const hasErrors = sorted.some(({ severity }) => severity === 'error');
  return {
    ...{ ...base, problems: sorted },
    ...(data === undefined ? {} : { data }),
    ...(facts === undefined ? {} : { facts }),
    ...(result?.success === true && !hasErrors ? { config: result.data } : {}),
    ...(script?.success === true && !hasErrors ? { script: script.data } : {}),
  };
}

/** Settings of the data in a config that has errors elsewhere. */
function dataIn(value: unknown): DataOptions | undefined {
  const data = typeof value === 'object' && value !== null && 'data' in value ? value.data : undefined;
  if (data === undefined) return undefined;
  // Half a list of classes, say, hides nothing of what is known of the data.
  return dataSchema.safeParse(data).data ?? dataSchema.safeParse(withoutUsage(data)).data;
}

/** All problems of a parsed config in the order of the text. */
export function checkConfig(parsed: ParsedConfig): readonly Problem[] {
  return parsed.problems;
}

/** Leaves out the schema's problems on the lines of a repair and the one before it: they follow from the broken text. */
function withoutConsequences(problems: readonly Problem[], text: string): Problem[] {
  const broken = problems.flatMap(({ code, repair, start, end }) => {
    if (code !== 'syntax' || repair === undefined) return [];
    const first = Math.min(start, ...repair.edits.slice(0, 1).map((edit) => edit.start));
    const last = Math.max(end, ...repair.edits.slice(-1).map((edit) => edit.end));
    const lineStart = text.lastIndexOf('\n', first - 1) + 1;
    const lineEnd = text.indexOf('\n', last);
    return [{ from: text.lastIndexOf('\n', lineStart - 2) + 1, to: lineEnd < 0 ? text.length : lineEnd }];
  });
  const follows = ({ start }: Problem): boolean => broken.some(({ from, to }) => start >= from && start <= to);
  return problems.filter((problem) => problem.code === 'syntax' || !follows(problem));
}

/** A number can break two rules at once; a person needs to hear of it once. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const said = new Set<string>();
  return problems.filter(({ code, message, start, end }) => {
    const key = JSON.stringify([code, message, start, end]);
    const isNew = !said.has(key);
    said.add(key);
    return isNew;
  });
}
