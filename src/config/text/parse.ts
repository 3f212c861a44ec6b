import { strategies } from '../../distillation';
import { countParameters } from '../../models/architecture';
import { dataSets } from '../schema/data-sets';
import { configSchema, type ResolvedConfig } from '../schema/schema';
import { nodeAt, readTree, valueOf, type Language, type Problem, type Range, type TreeNode } from './tree';

export interface ParsedConfig {
  readonly text: string;
  readonly language: Language;
  readonly value: unknown;
  readonly root: TreeNode | undefined;
  readonly problems: Problem[];
  /** With defaults filled in; absent while there are errors. */
  readonly config?: ResolvedConfig;
  rangeOf(path: (string | number)[]): Range | undefined;
}

/** The language of a file name: `.json` and `.jsonc` are JSON with comments, the rest YAML. */
export function languageOf(path: string): Language {
  return /\.jsonc?$/i.test(path) ? 'json' : 'yaml';
}

/** Reads and validates a config. Never throws: what is wrong comes back as problems with ranges. */
export function parseConfig(text: string, language: Language): ParsedConfig {
  const { root, problems } = readTree(text, language);
  const value = root && valueOf(root);
  const rangeOf = (path: (string | number)[]): Range | undefined => {
    const node = nodeAt(root, path)?.node;
    return node && { start: node.start, end: node.end };
  };
  const base = { text, language, value, root, rangeOf };
  if (problems.length > 0 && root === undefined) return { ...base, problems };
  const result = configSchema.safeParse(value ?? {});
  if (!result.success) problems.push(...result.error.issues.flatMap((issue) => problemsOf(issue, root)));
  else problems.push(...lint(result.data, root));
  problems.sort((a, b) => a.start - b.start || a.end - b.end);
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  return { ...base, problems, ...(result.success && !hasErrors ? { config: result.data } : {}) };
}

/** All problems of a parsed config in the order of the text. */
export function checkConfig(parsed: ParsedConfig): Problem[] {
  return parsed.problems;
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function problemsOf(issue: Issue, root: TreeNode | undefined): Problem[] {
  const found = nodeAt(root, issue.path);
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? []).map((key) => {
      const range = nodeAt(root, [...issue.path, key])?.keyRange ?? rangeNear(issue.path, root);
      return {
        code: 'unknown-key',
        severity: 'error',
        message: `Unknown key '${key}'${where && ` in ${where}`}.`,
        ...range,
      };
    });
  }
  if (found === undefined) {
    return [
      {
        code: 'missing-key',
        severity: 'error',
        message: `'${where}' is missing. Add it.`,
        ...rangeNear(issue.path, root),
      },
    ];
  }
  const choices =
    where === 'temperature.strategy' ? ` Use one of ${strategies.map(({ name }) => name).join(', ')}.` : '';
  const { start, end } = found.node;
  return [{ code: 'invalid-value', severity: 'error', message: `${where}: ${issue.message}.${choices}`, start, end }];
}

/** The key of the nearest parent that is written, or the first character of the text. */
function rangeNear(path: readonly PropertyKey[], root: TreeNode | undefined): Range {
  for (let length = path.length; length > 0; length--) {
    const range = nodeAt(root, path.slice(0, length))?.keyRange;
    if (range) return { start: range.start, end: range.end };
  }
  const start = root?.start ?? 0;
  return { start, end: Math.min(start + 1, root?.end ?? 0) };
}

type Add = (code: string, severity: Problem['severity'], path: string[], message: string) => void;

function lint(config: ResolvedConfig, root: TreeNode | undefined): Problem[] {
  const { loss, teacher, temperature, data, train } = config;
  const found: Problem[] = [];
  const add: Add = (code, severity, path, message) => {
    const node = nodeAt(root, path)?.node ?? rangeNear(path, root);
    found.push({ code, severity, message, start: node.start, end: node.end });
  };
  if (loss.soft === 0 && loss.hard === 0)
    add('no-loss', 'error', ['loss', 'soft'], 'hard and soft are both 0: nothing is minimised. Raise one.');
  else if (teacher && loss.soft === 0)
    add('teacher-unused', 'warning', ['loss', 'soft'], 'The teacher is unused while soft is 0.');
  const isNeutral = temperature.strategy === 'constant' && temperature.value === 1;
  if (teacher && loss.soft > 0 && !loss.scaleByT2 && !isNeutral)
    add(
      'no-t2',
      'warning',
      ['loss', 'scaleByT2'],
      'Without T² the soft gradient shrinks by 1/T². Set scaleByT2 to true.',
    );
  const examples = Math.min(dataSets[data.set].training - data.validation, data.train ?? Infinity);
  if (train.batchSize > examples)
    add('batch-too-large', 'error', ['train', 'batchSize'], `batchSize is above the ${examples} training examples.`);
  if (teacher && teacher.train.batchSize > examples)
    add(
      'batch-too-large',
      'error',
      ['teacher', 'train', 'batchSize'],
      `batchSize is above the ${examples} training examples.`,
    );
  lintTemperature(config, add);
  return found;
}

function lintTemperature(config: ResolvedConfig, add: Add): void {
  const { teacher, temperature, train } = config;
  if (temperature.strategy === 'step' && temperature.milestones.some((milestone) => milestone > train.epochs))
    add(
      'late-milestone',
      'warning',
      ['temperature', 'milestones'],
      `A milestone lies beyond the last epoch, ${train.epochs}.`,
    );
  const highest =
    temperature.strategy === 'constant'
      ? temperature.value
      : Math.max(temperature.from, 'to' in temperature ? temperature.to : 0);
  const { features, classes } = dataSets[config.data.set];
  const isSmall =
    teacher &&
    countParameters(config.student.model, features, classes) <= 0.1 * countParameters(teacher.model, features, classes);
  if (isSmall && highest > 8)
    add(
      'hot-small-student',
      'warning',
      ['temperature'],
      'A student this small (≤ 10 % of the teacher) learns better at T of 2.5 to 4.',
    );
}
