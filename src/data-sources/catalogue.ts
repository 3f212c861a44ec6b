import * as z from 'zod';
import type { Augment } from '../augmentation';
import { factsOfClasses } from './classes/chosen-classes';
import type { DataFacts } from './facts';
import { arrays } from './arrays/source';
import { cifar } from './cifar/source';
import { idx } from './idx/source';
import { parquet } from './images/parquet-source';
import { images } from './images/source';
import { mnist } from './mnist/source';
import type { DataSource } from './source';
import { pythonPlace } from './python/callable';
import { python } from './python/source';
import { table } from './table/source';

/** Every format of data, in the order in which completion shows them. */
export const dataSources = [mnist, images, idx, arrays, table, parquet, cifar, python] as const;

/** Settings of a data set, told apart by `format`. */
export type DataOptions = z.output<(typeof dataSources)[number]['schema']>;

const [firstSchema, ...otherSchemas] = dataSources.map(({ schema }) => schema);

/** Settings that a config may write under `data:`, also in the words of older configs. */
export const dataSchema = z.preprocess(
  inPresentWords,
  z.discriminatedUnion('format', [firstSchema ?? mnist.schema, ...otherSchemas]),
);

/** The source that a name of a format stands for. */
export function sourceNamed(name: unknown): DataSource | undefined {
  return dataSources.find((source) => source.name === name);
}

/** The source that settings belong to. */
export function sourceOf({ format }: DataOptions): DataSource {
  // Each source takes its own settings, and `format` says whose they are, so the pair fits.
  return sourceNamed(format) ?? mnist;
}

/** Changes of the training pictures that a config asks for. */
export function augmentOf(options: DataOptions): Augment | undefined {
  return 'augment' in options ? options.augment : undefined;
}

/** Data of a config in short: its format, and where it lies. */
export function describeSource(options: DataOptions): string {
  if ('python' in options) return options.python;
  return 'path' in options ? `${options.format} ${options.path}` : options.format;
}

/** Facts that are known without a look at the disk; undefined for data of the user's own. */
export function publishedFacts(options: DataOptions): DataFacts | undefined {
  const { published } = sourceOf(options);
  return published && withClassesOf(options, published);
}

const lastChosen = new WeakMap<DataFacts, { readonly written: string; readonly facts: DataFacts }>();

/** The facts of the classes that a config takes: the same object for the same facts, so that identity tells new ones. */
export function withClassesOf({ classes }: DataOptions, facts: DataFacts): DataFacts {
  if (classes === undefined) return facts;
  const written = JSON.stringify(classes);
  const last = lastChosen.get(facts);
  if (last?.written === written) return last.facts;
  const chosen = factsOfClasses(facts, classes);
  lastChosen.set(facts, { written, facts: chosen });
  return chosen;
}

/** Settings that change how a source is used, and not what it holds. */
const usage = new Set(['classes', 'limit', 'normalize', 'imbalance', 'augment', 'workers']);

/** Settings as they are written, without those that only say how the data is used. */
export function withoutUsage(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).filter(([key]) => !usage.has(key)));
}

/** A key of what settings read from disk: those that only say how it is used make no difference. */
export function contentKey(options: DataOptions): string {
  const entries = Object.entries(options).filter(
    ([key, value]) => !usage.has(key) && !(typeof value === 'number' && (key === 'validation' || key === 'test')),
  );
  return JSON.stringify(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The user's own Python that makes the data; undefined for data in files. */
export function codeOf(options: DataOptions): PythonData | undefined {
  return options.format === 'python' ? options : undefined;
}

/** Data sets of the user's own Python. */
export type PythonData = Extract<DataOptions, { readonly format: 'python' }>;

/** Paths that settings write: of the data, of its code, of a list, of splits that lie elsewhere. */
export function writtenPaths(options: DataOptions): string[] {
  const code = codeOf(options);
  if (code !== undefined) {
    const { file } = pythonPlace(code.python);
    return file === undefined ? [] : [file];
  }
  const settings = new Map<string, unknown>(Object.entries(options));
  return ['path', 'list', 'validation', 'test']
    .map((key) => settings.get(key))
    .filter((value) => typeof value === 'string');
}

/** A map of data with older words of its format replaced; one that is written in both words keeps them, to be refused. */
function inPresentWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const written = new Map<string, unknown>(Object.entries(value));
  const implied = dataSources.find(({ impliedBy }) => impliedBy !== undefined && written.has(impliedBy));
  if (implied !== undefined && !written.has('format') && !written.has('set')) return { format: implied.name, ...value };
  const source = dataSources.find(({ name, olderWords }) => {
    const isNamed = (key: string): boolean => written.get(key) === name;
    return (
      isNamed('format') || Object.entries(olderWords ?? {}).some(([old, word]) => word === 'format' && isNamed(old))
    );
  });
  const words = source?.olderWords ?? {};
  const entries = [...written].map(([key, item]): [string, unknown] => {
    const word = Object.hasOwn(words, key) ? words[key] : undefined;
    return [word === undefined || written.has(word) ? key : word, item];
  });
  return Object.fromEntries(entries);
}
