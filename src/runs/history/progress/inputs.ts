import { formatChange, formatHashes, missing } from '../../../wording';
import { sha256Of } from '../../folder/sha256';
import type { InputsEvent } from '../../protocol/schemas/events';
import type { InputChange, RunInputs } from '../../protocol/schemas/inputs';

/** An input in which runs differ by content, and its content in each of them. */
export interface InputDifference {
  /** Such as `data: train` or `teacher, FILE`. */
  readonly input: string;
  /** SHA-256 or names of classes; undefined where a run has no such input or recorded none. */
  readonly values: readonly (string | undefined)[];
}

/** The inputs that an event records. */
export function inputsOfEvent(event: InputsEvent): RunInputs {
  const { train, validation, test, labels, classes, dataStamp, madeData, teachers, student, script } = event;
  const all = { train, validation, test, labels, classes, dataStamp, madeData, teachers, student, script };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Inputs whose contents differ; those that were not recorded are undefined, and differ from nothing. */
export function differingInputs(all: readonly (RunInputs | undefined)[]): InputDifference[] {
  const entries = all.map((inputs) => inputs && new Map(entriesOf(inputs).map((entry) => [entry.key, entry])));
  const keys = new Set(entries.flatMap((one) => [...(one?.keys() ?? [])]));
  return [...keys].flatMap((key) => {
    const values = entries.map((one) => one?.get(key)?.content);
    const recorded = values.filter((_, index) => entries[index] !== undefined);
    if (recorded.every((value) => value === recorded[0])) return [];
    const labels = new Set(entries.flatMap((one) => one?.get(key)?.label ?? []));
    return [{ input: [...labels].join(' / '), values }];
  });
}

/** Inputs whose contents are others than before. */
export function changedInputs(before: RunInputs, now: RunInputs): InputChange[] {
  return differingInputs([before, now]).map(({ input, values: [from = '', to = ''] }) => ({
    ...{ input, before: from, after: to },
  }));
}

/** Changes in words that are shown; more are counted. */
const maxShown = 6;

/** Changes of inputs in one line, hashes shortened, empty without any: `data: train 1a2b3c4d → 5e6f7a8b; labels …`. */
export function describeChanges(changes: readonly InputChange[] = []): string {
  const shown = changes.slice(0, maxShown).map(({ input, before, after }) => formatChange(input, before, after));
  const more = changes.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/** Differences of inputs in one line, hashes shortened: `data: train 1a2b3c4d / 5e6f7a8b`. */
export function describeDifferences(differences: readonly InputDifference[]): string {
  return differences.map(({ input, values }) => `${input} ${formatContents(values).join(' / ')}`).join('; ');
}

/** Contents of one input in words, hashes shortened. */
export function formatContents(values: InputDifference['values']): string[] {
  return formatHashes(values.map((value) => value ?? missing));
}

/** Whether two runs read the same examples in the same splits. */
export function isSameData(one: RunInputs, other: RunInputs): boolean {
  return (['train', 'validation', 'test'] as const).every((split) => one[split]?.sha256 === other[split]?.sha256);
}

/** Whether two runs read their teachers from files of the same contents; teachers without files follow from the config. */
export function haveSameTeachers(one: RunInputs, other: RunInputs): boolean {
  return differingInputs([{ teachers: one.teachers ?? [] }, { teachers: other.teachers ?? [] }]).length === 0;
}

/** Whether two runs began with students of the same files, or both without any. */
export function isSameStudent(one: RunInputs, other: RunInputs): boolean {
  const only = ({ student }: RunInputs): RunInputs => (student === undefined ? {} : { student });
  return differingInputs([only(one), only(other)]).length === 0;
}

/** Content of one input, its name, and a key that is the same for another file in its place. */
interface InputEntry {
  readonly key: string;
  readonly label: string;
  readonly content: string;
  /** Content that is read as it is, and no SHA-256. */
  readonly isPlain?: boolean;
}

/** Every input of a run, in the order in which they are shown. */
function entriesOf({
  train,
  validation,
  test,
  labels,
  classes,
  madeData,
  teachers = [],
  student,
  script,
}: RunInputs): InputEntry[] {
  const row = (label: string, content: string | undefined): InputEntry[] =>
    content === undefined ? [] : [{ key: label, label, content }];
  const names = row('classes', classes && contentOfNames(classes.map(({ name }) => name)));
  return [
    ...row('data: train', train?.sha256),
    ...row('data: validation', validation?.sha256),
    ...row('data: test', test?.sha256),
    ...row('labels', labels),
    ...names.map((entry) => ({ ...entry, isPlain: true })),
    ...fileEntries(titles.code, madeData?.files ?? []),
    ...teachers.flatMap(({ name, files }) => fileEntries(titleOf(name), files)),
    ...fileEntries(titles.student, student?.files ?? []),
    ...row('script', script?.sha256),
  ];
}

const titles = { code: 'code of the data', teacher: 'teacher', student: 'student' };

/** Title of a teacher: the only one is called `teacher`. */
function titleOf(name: string): string {
  return name === 'teacher' ? titles.teacher : `teacher ${name}`;
}

function fileEntries(title: string, files: NonNullable<RunInputs['student']>['files']): InputEntry[] {
  return files.map(({ path, sha256 }, index) => ({
    ...{ key: JSON.stringify([title, index]), label: `${title}, ${path}`, content: sha256 },
  }));
}

/** Names that are longer in all than this are compared by their hash. */
const maxNamesLength = 200;

function contentOfNames(names: readonly string[]): string {
  const joined = names.join(', ');
  return joined.length <= maxNamesLength ? joined : sha256Of(JSON.stringify(names));
}

/** Files and splits with their hashes, a row each: `teacher, big.onnx` and its SHA-256; none where they were not recorded. */
export function inputRows(inputs: RunInputs = {}): (readonly [label: string, content: string])[] {
  return entriesOf(inputs).map(({ label, content }) => [label, content]);
}

/** Files and splits with their hashes, labelled for a list of facts: `teacher, big.onnx, SHA-256`. */
export function inputFacts(inputs?: RunInputs): (readonly [label: string, content: string])[] {
  return entriesOf(inputs ?? {}).map(({ label, content, isPlain }) => [
    isPlain === true ? 'Classes' : `${label}, SHA-256`,
    content,
  ]);
}
