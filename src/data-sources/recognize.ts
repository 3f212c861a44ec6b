import path from 'node:path';
import { dataSchema, sourceOf } from './catalogue';
import { DataFault } from './data-fault';
import type { DataFacts } from './facts';
import { faultOfWrittenPath } from './fields';
import { recognizeList } from './images/recognize-list';
import type { DataFile, DataPlace } from './source';
import { likelyLabel } from './table/likely-label';
import type { TextTableOptions } from './table/read-table';

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
  /columns?\b|labels?\b|row \d|pickle|promises|arrays? (could|of)|missing|regression|multi-label|NaN|Git LFS|leads out/;

/**
 * Recognises the format of a file or folder by trying each, and adds the settings that it cannot be used without: a test
 * split, a treatment of missing values, the size of large pictures or of several sizes, the columns of a table that are used.
 * @param written the path, as a config writes it
 * @throws DataFault of the format that fits best, or one that names what is read
 */
export async function recognizeData(written: string, place: DataPlace): Promise<RecognizedData> {
  const unwritable = faultOfWrittenPath(written);
  if (unwritable !== undefined) throw new DataFault(`${written} cannot be written in a config: ${unwritable}`, rename);
  // A short list of pictures would be a table of texts too.
  const list = await recognizeList(written, place);
  if (list !== undefined) return completed(list, place);
  const faults: DataFault[] = [];
  for (const format of tried) {
    try {
      return await completed({ format, path: written }, place);
    } catch (error) {
      if (error instanceof DataFault) faults.push(error);
      else if (!(error instanceof Error && 'code' in error)) throw error;
    }
  }
  // A format that found its files there is the right one, though not all of it can be used.
  const ofFound = faults.filter((fault) => afterFiles.has(fault));
  const near = (list: readonly DataFault[]): DataFault | undefined => list.find(({ message }) => isNear.test(message));
  const best = near(ofFound) ?? ofFound.at(-1) ?? near(faults);
  // A path that cannot be followed is one for every format.
  const same = faults.every(({ message }) => message === faults[0]?.message) ? faults[0] : undefined;
  const fault = best ?? same;
  if (fault !== undefined) throw fault;
  throw new DataFault(
    `${path.basename(written)} is no data that is read`,
    'name a folder of pictures by class, of idx files or of CIFAR, a .csv, .tsv, .parquet or .npz file, or a folder of .npy or .parquet files',
  );
}

const rename = 'rename it, or write the config nearer to it';

type Settings = Readonly<Record<string, unknown>>;

/** Settings that faults ask for, and the fault that asks; those below may take the place of those above. */
const asked: readonly (readonly [asks: RegExp, settings: Settings])[] = [
  [/write data\.missing: mean/, { missing: 'mean' }],
  [/write data\.missing: row/, { missing: 'row' }],
  [/data\.header: false/, { header: false }],
  [/data\.size/, { size: 32 }],
];

/** Longest side of pictures of one size that a first config leaves as they are. */
const maxSide = 128;

/** Faults of data whose files were found. */
const afterFiles = new WeakSet<DataFault>();

async function completed(settings: Settings, place: DataPlace): Promise<RecognizedData> {
  const { data: options, error: unwritable } = dataSchema.safeParse(settings);
  if (options === undefined)
    throw new DataFault(`the data cannot be written in a config: ${unwritable.message}`, rename);
  const source = sourceOf(options);
  let files: readonly DataFile[] = [];
  try {
    files = await source.find(options, place);
    const facts = await source.describe(options, files);
    if (facts === undefined) throw new Error(`data of the format '${source.name}' is not recognised by a look`);
    const isLarge = 'fit' in options && options.size === undefined && Math.max(...facts.shape) > maxSide;
    if (isLarge) return await completed({ ...settings, size: 32 }, place);
    const hasTest = facts.splits.test !== undefined;
    return { settings: hasTest ? settings : { ...settings, test: 0.1 }, facts };
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    if (files.length > 0) afterFiles.add(error);
    const isUnlabelled = options.format === 'table' && options.columns === undefined;
    const more =
      isUnlabelled && /data\.columns\.label/.test(error.hint)
        ? await columnsOf(files, options)
        : settingsThatMend(error, settings);
    if (more === undefined) throw error;
    return completed({ ...settings, ...more }, place);
  }
}

/** Settings by which a fault is gone; undefined where there are none that are not written already. */
function settingsThatMend({ message, hint, remedy }: DataFault, settings: Settings): Settings | undefined {
  if (/Git LFS/.test(message)) return undefined;
  const isNew = (added: Settings): boolean =>
    Object.entries(added).some(([key, value]) => JSON.stringify(settings[key]) !== JSON.stringify(value));
  const [holder, key, ...below] = remedy?.path ?? [];
  if (holder === 'data' && key !== undefined && below.length === 0) return { [key]: remedy?.value };
  const said = `${message}; ${hint}`;
  const added = asked.find(([asks]) => asks.test(said))?.[1];
  return added !== undefined && isNew(added) ? added : undefined;
}

/** The column of a table that is taken for its label, where none is called so. */
async function columnsOf([file]: readonly DataFile[], options: TextTableOptions): Promise<Settings | undefined> {
  const label = file && (await likelyLabel(file, options));
  return label === undefined ? undefined : { columns: { label } };
}
