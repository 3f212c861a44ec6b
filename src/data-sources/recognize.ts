import path from 'node:path';
import { dataSchema, sourceOf } from './catalogue';
import { DataFault } from './data-fault';
import type { DataFacts } from './facts';
import type { DataPlace } from './source';

/** Data that was recognised at a path: its settings, as a config would write them, and its facts. */
export interface RecognizedData {
  /** The shortest settings with which it can be used. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly facts: DataFacts;
}

/** Formats in the order in which they are tried: those told by names of files before those that take any file. */
const tried = ['cifar', 'idx', 'arrays', 'parquet', 'table', 'images'] as const;

/** Faults of a format that say that a path is of another kind altogether have none of these words. */
const isNear =
  /columns?\b|labels?\b|row \d|pickle|promises|arrays? (could|of)|missing|regression|multi-label|NaN|Git LFS/;

/**
 * Recognises the format of a file or folder by trying each, and adds the settings that it cannot be used without: a test
 * split, a treatment of missing values, the size of pictures of several sizes, the last column of a table as its label.
 * @param written the path, as a config writes it
 * @throws DataFault of the format that fits best, or one that names what is read
 */
export async function recognizeData(written: string, place: DataPlace): Promise<RecognizedData> {
  const faults: DataFault[] = [];
  for (const format of tried) {
    try {
      return await completed({ format, path: written }, place);
    } catch (error) {
      if (error instanceof DataFault) faults.push(error);
      else if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  const best = faults.find(({ message }) => isNear.test(message));
  // A path that cannot be followed is one for every format.
  const same = faults.every(({ message }) => message === faults[0]?.message) ? faults[0] : undefined;
  const fault = best ?? same;
  if (fault !== undefined) throw fault;
  throw new DataFault(
    `${path.basename(written)} is no data that is read`,
    'name a folder of pictures by class, of idx files or of CIFAR, a .csv, .tsv, .parquet or .npz file, or a folder of .npy or .parquet files',
  );
}

/** Settings that faults ask for, and the fault that asks. */
const remedies: readonly (readonly [asks: RegExp, settings: object])[] = [
  [/write data\.missing/, { missing: 'mean' }],
  [/data\.header: false/, { header: false }],
  [/data\.size/, { size: 32 }],
];

async function completed(settings: Record<string, unknown>, place: DataPlace): Promise<RecognizedData> {
  const options = dataSchema.parse(settings);
  const source = sourceOf(options);
  const files = await source.find(options, place);
  try {
    const facts = await source.describe(options, files);
    const hasTest = facts.splits.test !== undefined;
    return { settings: hasTest ? settings : { ...settings, test: 0.1 }, facts };
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    const said = `${error.message}; ${error.hint}`;
    const remedy = remedies.find(
      ([asks, added]) => asks.test(said) && Object.keys(added).every((key) => !(key in settings)),
    );
    if (remedy !== undefined) return completed({ ...settings, ...remedy[1] }, place);
    const columns = /data\.columns\.label; its columns are (.+)$/.exec(said)?.[1]?.split(', ');
    const last = columns?.at(-1);
    if (last === undefined || last === '…' || 'columns' in settings) throw error;
    return completed({ ...settings, columns: { label: last } }, place);
  }
}
