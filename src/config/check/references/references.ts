import { listSplits, type DataFacts, type DataFinding, type DataOptions } from '../../../data-sources';
import { fittingInput } from './fitting-input';
import { linksOf, type ConfigLink } from './links';
import { shapeSeen } from '../../../models/architecture';
import { teacherInputSchema, type TeacherInput } from '../../schema/teacher';
import { nodeAt, valueOf } from '../../text/tree';
import type { Problem, Range } from '../../problems/problem';
import type { ProblemCode } from '../../problems/codes';
import type { MisreadTeacher } from './misread';
import { faultOfCode, faultOfScript, faultOfWeights } from './script-fault';
import { nearest } from '../nearest';
import type { ParsedConfig } from '../parse';
import type { ExpectedData, FileInfo, RunInfo } from './facts';
import { faultOfFile, faultOfRun } from './faults';
import type { ReferenceFault } from './misplaced-file';
import { capitalize } from '../../../wording';

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
    const found = isMissing ? likely(word, namesFor(target, references, owner)) : undefined;
    const remedy =
      fault.code === 'missing-callable'
        ? meantCallable(target, references)
        : found !== undefined && target.kind === 'python'
          ? `${found}:${target.callable}`
          : found;
    const advice = remedy === undefined ? fault.advice : `Did you mean '${remedy}'?`;
    const problem = problemAt(link, path, fault.code, `${fault.message}. ${advice}`, remedy);
    return [fault.severity === undefined ? problem : { ...problem, severity: fault.severity }];
  });
  const teacher = parsed.root?.kind === 'map' && parsed.root.entries.find(({ key }) => key === 'teacher');
  problems.push(...faultOfData(parsed, references), ...misreadIn(parsed, references));
  if (references.weakTeacher === undefined || !teacher) return problems;
  const message = capitalize(references.weakTeacher);
  return [...problems, { ...problemAt(teacher.keyRange, ['teacher'], 'weak-teacher', message), severity: 'warning' }];
}

/** The function or class that was most likely meant, with its file. */
function meantCallable(target: ConfigLink['target'], references: References): string | undefined {
  if (target.kind !== 'python') return undefined;
  const info = references.file(target.path);
  const callables = info?.kind === 'script' ? (info.callables ?? []) : [];
  const meant = nearest(target.callable, callables) ?? (callables.length === 1 ? callables[0] : undefined);
  return meant === undefined ? undefined : `${target.path}:${meant}`;
}

/** Names that could have been meant in place of one that is not there. */
function namesFor(
  target: ConfigLink['target'],
  references: References,
  owner: 'student' | 'teacher',
): readonly string[] {
  switch (target.kind) {
    case 'run':
    case 'script':
      return references.names(target.kind, owner);
    case 'python':
      return references.names('script', owner);
    case 'weights':
      return [];
    case 'file':
      return isAnswers(target.path) ? [] : references.names('file', owner);
  }
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
    case 'python':
      return faultOfCode(target.path, target.callable, references.file(target.path));
    case 'weights':
      return faultOfWeights(target.path, references.file(target.path));
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
    const message = `${capitalize(finding.message)}. ${capitalize(finding.hint)}.`;
    const { remedy } = finding;
    return [{ ...problemAt(node, path, 'unusable-data', message), ...(remedy !== undefined && { remedy }) }];
  }
  return [];
}

/** Files of answers are not among the models that could have been meant. */
const isAnswers = (path: string): boolean => /\.(np[yz]|[ct]sv|parquet)$/i.test(path);

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
