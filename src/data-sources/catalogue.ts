import { createHash } from 'node:crypto';
import { z } from 'zod';
import { withClassNames, type DataFacts } from './facts';
import { idx } from './idx';
import { mnist } from './mnist';
import type { DataFile, DataSource } from './source';

/** Every format of data, in the order in which completion shows them. */
export const dataSources = [mnist, idx] as const;

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

/** Data of a config in short: its format, and where it lies. */
export function describeSource(options: DataOptions): string {
  return 'path' in options ? `${options.format} ${options.path}` : options.format;
}

/** Facts that are known without a look at the disk; undefined for data of the user's own. */
export function publishedFacts(options: DataOptions): DataFacts | undefined {
  const { published } = sourceOf(options);
  return published && withNamesOf(options, published);
}

const lastNamed = new WeakMap<DataFacts, { readonly names: string; readonly facts: DataFacts }>();

/** The facts with a config's names of the classes: the same object for the same names, so that it can be told from new ones. */
export function withNamesOf({ classes }: DataOptions, facts: DataFacts): DataFacts {
  if (classes === undefined) return facts;
  const names = JSON.stringify(classes);
  const last = lastNamed.get(facts);
  if (last?.names === names) return last.facts;
  const named = withClassNames(facts, classes);
  lastNamed.set(facts, { names, facts: named });
  return named;
}

/** SHA-256 of the files' paths, sizes and times of change, in hex: other contents nearly always have another one. */
export function identityOf(files: readonly DataFile[]): string {
  const hash = createHash('sha256');
  for (const { role, path, bytes, changedAt } of files) hash.update(JSON.stringify([role, path, bytes, changedAt]));
  return hash.digest('hex');
}

/** A map of data with older words of its format replaced; one that is written in both words keeps them, to be refused. */
function inPresentWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const written = new Map<string, unknown>(Object.entries(value));
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
