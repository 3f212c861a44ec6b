import { listSplits, type DataFacts, type DataFinding, type DataOptions } from '../../data-sources';
import { formatCount } from '../../wording';
import { fittingInput } from './fitting-input';
import { linksOf, type ConfigLink } from './links';
import { inputLayout, shapeSeen, type SeenInput } from '../../models/architecture';
import { teacherInputSchema, type TeacherInput } from '../schema/teacher';
import { nodeAt, valueOf } from '../text/tree';
import type { Problem, Range } from '../problems/problem';
import type { ProblemCode } from '../problems/codes';
import type { MisreadTeacher } from './misread';
import { faultOfScript } from './script-file';
import { nearest } from './nearest';
import type { ParsedConfig } from './parse';

/** A model file that a config names, as found on disk. */
export type FileInfo =
  | { readonly kind: 'missing' | 'folder' | 'empty' | 'outside' }
  /** A script; `shadow` is a module named `distillery` beside it, which it would import in place of ours. */
  | { readonly kind: 'script'; readonly shadow?: string }
  /** No model; `found` says what it is, such as `a NumPy array`. */
  | { readonly kind: 'other'; readonly found?: string }
  /** A model that cannot be used as it is, with the rest of a sentence about it and what to do. */
  | ({ readonly kind: 'unusable' } & UnfitReason)
  /** A network whose weights are in a file that is not there. */
  | { readonly kind: 'incomplete'; readonly missing: string }
  /** A file of answers, with its rows and columns where they could be counted; columns of a table have names. */
  | ({ readonly kind: 'answers' } & CountedAnswers)
  | {
      readonly kind: 'network';
      /** Of one example, where the file says it; a length that it leaves open is undefined. */
      readonly input?: readonly (number | undefined)[];
      readonly classes?: number;
      readonly whyUnfit?: WhyUnfit;
    };

/** Rows and columns of a file of answers. */
export interface CountedAnswers {
  readonly rows?: number;
  readonly columns?: number;
  readonly columnNames?: readonly string[];
}

/** Finds the fault of a network as a whole for some data; undefined where there is none. */
export type WhyUnfit = (data: ExpectedData) => UnfitReason | undefined;

/** The rest of a sentence about a model file, and what to do. */
export interface UnfitReason {
  readonly reason: string;
  readonly advice: string;
}

/** An earlier run that a config names, as found on disk. */
export type RunInfo =
  | { readonly kind: 'missing' | 'unfinished' }
  /** With the shape of its data, where that is known. */
  | {
      readonly kind: 'there';
      readonly input?: readonly number[];
      readonly classes?: number;
      readonly whyUnfit?: WhyUnfit;
    };

/** The files and runs that a config refers to, as far as they were looked up; undefined is not known yet. */
export interface References {
  /** @param outputName output of an ONNX file that the config names */
  file(path: string, outputName?: string): FileInfo | undefined;
  run(id: string): RunInfo | undefined;
  data(options: DataOptions): DataFinding | undefined;
  /** Files and runs that could have been meant, for students or for teachers. */
  names(kind: 'file' | 'script' | 'run', owner: 'student' | 'teacher'): readonly string[];
  /** Why the teacher is not worth learning from, by what earlier runs have reached. */
  readonly weakTeacher?: string;
  /** Teachers that earlier runs have found to be read wrongly. */
  readonly misreadTeachers?: readonly MisreadTeacher[];
}

/** Problems of a config's references: missing files and runs, networks of other shapes, weak teachers. */
export function checkReferences(parsed: ParsedConfig, references: References): Problem[] {
  const { facts } = parsed;
  const problems = linksOf(parsed).flatMap((link): Problem[] => {
    const { target, path } = link;
    const owner = path[0] === 'student' ? 'student' : 'teacher';
    const data = facts && expectedBy(facts, inputBeside(parsed, path));
    const fault = faultOfTarget(target, references, data);
    if (fault === undefined) return [];
    const fitting = fault.code === 'shape-mismatch' ? fittingBeside(parsed, link, references) : undefined;
    if (fitting !== undefined) return [fitting(fault)];
    const word = target.kind === 'run' ? target.run : target.path;
    const isMissing = fault.code === 'missing-file' || fault.code === 'missing-run';
    const remedy = isMissing ? likely(word, isAnswers(word) ? [] : references.names(target.kind, owner)) : undefined;
    const advice = remedy === undefined ? fault.advice : `Did you mean '${remedy}'?`;
    const problem = problemAt(link, path, fault.code, `${fault.message}. ${advice}`, remedy);
    return [fault.severity === undefined ? problem : { ...problem, severity: fault.severity }];
  });
  const teacher = parsed.root?.kind === 'map' && parsed.root.entries.find(({ key }) => key === 'teacher');
  problems.push(...faultOfData(parsed, references), ...misreadIn(parsed, references));
  if (references.weakTeacher === undefined || !teacher) return problems;
  const message = sentence(references.weakTeacher);
  return [...problems, { ...problemAt(teacher.keyRange, ['teacher'], 'weak-teacher', message), severity: 'warning' }];
}

function faultOfTarget(
  target: ConfigLink['target'],
  references: References,
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  switch (target.kind) {
    case 'file':
      return faultOfFile(target.path, references.file(target.path, target.outputName), data, target.key);
    case 'script':
      return faultOfScript(target.path, references.file(target.path));
    case 'run':
      return faultOfRun(target.run, references.run(target.run), data);
  }
}

/** The problem of a teacher of another size or other channels, with the `input` that makes the data fit it. */
function fittingBeside(
  parsed: ParsedConfig,
  link: ConfigLink,
  references: References,
): ((fault: ReferenceFault) => Problem) | undefined {
  const { target, path } = link;
  const isWritten = nodeAt(parsed.root, [...path.slice(0, -2), 'input']) !== undefined;
  if (path[0] === 'student' || target.kind !== 'file' || isWritten || parsed.facts === undefined) return undefined;
  const info = references.file(target.path, target.outputName);
  const input = info?.kind === 'network' ? fittingInput(info.input, parsed.facts.shape) : undefined;
  if (input === undefined) return undefined;
  // The sentence is the trainer's too; the fix writes the input.
  return ({ code, message, advice }) => ({ ...problemAt(link, path, code, `${message}. ${advice}`), remedy: input });
}

/** Warnings of teachers that earlier runs have found to be read wrongly, with the settings that mend it. */
function misreadIn({ root }: ParsedConfig, { misreadTeachers = [] }: References): Problem[] {
  return misreadTeachers.flatMap(({ path, message, reading }): Problem[] => {
    const node = nodeAt(root, [...path, 'model'])?.node ?? nodeAt(root, path)?.node;
    if (node === undefined) return [];
    const { start, end } = node;
    return [{ code: 'misread-teacher', severity: 'warning', message, start, end, path, remedy: reading }];
  });
}

/** Data that a network must fit, as it sees it; undefined where the input cannot be given. */
function expectedBy({ shape, classes, splits }: DataFacts, input: TeacherInput | undefined): ExpectedData | undefined {
  const examples = listSplits(splits).reduce((sum, { count }) => sum + count, 0);
  if (input === undefined) return { shape, classes: classes.length, examples };
  const seen = shapeSeen(shape, input);
  return 'fault' in seen ? undefined : { shape: seen.shape, classes: classes.length, layout: input.layout };
}

/** The `input` beside the model that a link stands in, as far as it is right. */
function inputBeside({ root }: ParsedConfig, path: readonly string[]): TeacherInput | undefined {
  const node = nodeAt(root, [...path.slice(0, -2), 'input'])?.node;
  return node && teacherInputSchema.safeParse(valueOf(node)).data;
}

/** The fault of the data: at the setting that it names, else where its path or its format is written. */
function faultOfData({ root, data }: ParsedConfig, references: References): Problem[] {
  const finding = data && references.data(data);
  if (finding?.kind !== 'fault') return [];
  const named = /^(data\.[A-Za-z.]+):/.exec(finding.message)?.[1]?.split('.') ?? [];
  const places = [named, named.slice(0, -1), ['data', 'path'], ['data', 'format'], ['data', 'set'], ['data']];
  for (const path of places.filter(({ length }) => length > 0)) {
    const node = nodeAt(root, path)?.node;
    if (node === undefined) continue;
    return [problemAt(node, path, 'unusable-data', `${sentence(finding.message)}. ${sentence(finding.hint)}.`)];
  }
  return [];
}

/** The data that a network must fit: the shape of one example, and the number of classes. */
export interface ExpectedData {
  readonly shape: readonly number[];
  readonly classes: number;
  /** Order of the axes that the config states. */
  readonly layout?: SeenInput['layout'];
  /** Examples of all splits. */
  readonly examples?: number;
}

/** Fault of a file or run that a config names. */
export interface ReferenceFault {
  readonly code: ProblemCode;
  readonly message: string;
  readonly advice: string;
  /** `error` when absent. */
  readonly severity?: Problem['severity'];
}

/** The fault of a model file for data, by what was found in it; undefined where there is none or nothing is known yet. */
export function faultOfFile(
  path: string,
  facts: FileInfo | undefined,
  data: ExpectedData | undefined,
  key?: string,
): ReferenceFault | undefined {
  const wrong = (message: string, advice: string): ReferenceFault => ({ code: 'wrong-file', message, advice });
  switch (facts?.kind) {
    case undefined:
    case 'script':
      return undefined;
    case 'missing':
      return {
        code: 'missing-file',
        message: `There is no file '${path}'`,
        advice: 'Write a path from the config’s folder to a model file.',
      };
    case 'outside':
      return wrong(
        `'${path}' leads out of the workspace`,
        'Copy the model into the workspace, or allow its folder in the setting distillery.allowedFolders.',
      );
    case 'folder':
      return wrong(`'${path}' is a folder`, 'Name the model file in it.');
    case 'empty':
      return wrong(`'${path}' is empty`, 'Export the model again.');
    case 'other':
      return wrong(...faultOfOther(path, facts.found));
    case 'unusable':
      return wrong(`'${path}' ${facts.reason}`, facts.advice);
    case 'incomplete':
      return wrong(`'${path}' needs '${facts.missing}', which is not beside it`, 'Copy all files of the model.');
    case 'answers':
      return faultOfAnswers({ path, key }, facts, data);
    case 'network': {
      const fault = faultOfShape(`The network in '${path}'`, facts, data, isOnnx(path) ? 'onnx' : 'tfjs');
      return fault ?? faultOfWhole(`'${path}'`, facts, data);
    }
  }
}

/** Columns of answers: those of a file without the one that tells examples apart. */
export function columnsOfAnswers(
  { columns, columnNames }: CountedAnswers,
  key: string | undefined,
): number | undefined {
  const isCounted = key !== undefined && columnNames?.includes(key) === true;
  return columns === undefined || !isCounted ? columns : columns - 1;
}

function faultOfAnswers(
  { path, key }: { readonly path: string; readonly key?: string | undefined },
  answers: CountedAnswers,
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  if (data === undefined) return undefined;
  const classes = columnsOfAnswers(answers, key);
  // Rows with keys are found by them, in any order and number.
  const rows = key === undefined ? answers.rows : undefined;
  if (classes !== undefined && classes !== data.classes) {
    const message = `'${path}' has ${classes} columns, and the data has ${data.classes} classes`;
    return { code: 'class-mismatch', message, advice: 'Write one number for each class, in the order of the data’s.' };
  }
  if (rows === undefined || data.examples === undefined || rows === data.examples) return undefined;
  return {
    code: 'shape-mismatch',
    message: `'${path}' has ${formatCount(rows)} rows, and the data has ${formatCount(data.examples)} examples`,
    advice: 'Write one row for each example of the data’s files, in their order.',
  };
}

/** Message and advice for a file that is no model; the second part of what was found is the way to the model itself. */
function faultOfOther(path: string, content: string | undefined): [message: string, advice: string] {
  const [found, remedy] = (content ?? '').split('; ');
  const kind = isOnnx(path) ? 'ONNX' : 'tfjs Layers';
  const usual = isOnnx(path) ? 'Export the model again, as ONNX.' : 'Name the model.json of a Layers model.';
  const advice = remedy === undefined ? usual : `${sentence(remedy)}.`;
  return [`'${path}' is no ${kind} model${found === '' ? '' : ` but ${found}`}`, advice];
}

function faultOfRun(
  id: string,
  facts: RunInfo | undefined,
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  switch (facts?.kind) {
    case undefined:
      return undefined;
    case 'missing':
      return {
        code: 'missing-run',
        message: `There is no run '${id}' in this workspace`,
        advice: 'Write the id of a run from the Runs view.',
      };
    case 'unfinished':
      return {
        code: 'unfinished-run',
        message: `The run '${id}' has no student yet`,
        advice: 'Let it finish, or take another one.',
      };
    case 'there':
      return (
        faultOfShape(`The student of '${id}'`, facts, data, 'tfjs') ??
        faultOfWhole(`The student of '${id}'`, facts, data)
      );
  }
}

function faultOfWhole(
  what: string,
  { whyUnfit }: { readonly whyUnfit?: WhyUnfit },
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  const unfit = data && whyUnfit?.(data);
  return unfit && { code: 'wrong-file', message: `${what} ${unfit.reason}`, advice: unfit.advice };
}

/** Files of answers are not among the models that could have been meant. */
const isAnswers = (path: string): boolean => /\.(np[yz]|[ct]sv|parquet)$/i.test(path);

const isOnnx = (path: string): boolean => path.toLowerCase().endsWith('.onnx');

interface Taken {
  readonly input?: readonly (number | undefined)[];
  readonly classes?: number;
}

function faultOfShape(
  what: string,
  { input, classes }: Taken,
  data: ExpectedData | undefined,
  format: 'tfjs' | 'onnx',
): ReferenceFault | undefined {
  if (data === undefined) return undefined;
  const advice = 'Take a network that was made for this data.';
  if (classes !== undefined && classes !== data.classes) {
    return {
      code: 'class-mismatch',
      message: `${what} tells ${classes} classes apart, the data has ${data.classes}`,
      advice,
    };
  }
  if (input === undefined || inputLayout(input, data.shape, format, data.layout) !== undefined) return undefined;
  const taken = input.map((length) => length ?? '?').join('×') || 'single numbers';
  return { code: 'shape-mismatch', message: `${what} takes ${taken}, the data has ${data.shape.join('×')}`, advice };
}

/** The name that was most likely meant: one of the same file name elsewhere, one spelt alike, or the only one there is. */
function likely(word: string, names: readonly string[]): string | undefined {
  const last = (path: string): string => path.split('/').at(-1) ?? '';
  const namesakes = names.filter((name) => last(name) === last(word));
  if (namesakes.length === 1) return namesakes[0];
  return nearest(word, names) ?? (names.length === 1 ? names[0] : undefined);
}

function problemAt(
  { start, end }: Range,
  path: readonly string[],
  code: ProblemCode,
  message: string,
  remedy?: string,
): Problem {
  return { code, severity: 'error', message, start, end, path, ...(remedy === undefined ? {} : { remedy }) };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
