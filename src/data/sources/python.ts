import {
  classesOf,
  DataFault,
  indicesOfLabels,
  type DataClass,
  type DataSplits,
  type Label,
  type PythonData,
  type SplitName,
} from '../../data-sources';
import { featuresOf, type RedrawRows } from '../rows';
import { holdRows, type HeldRows } from './held-rows';
import type { OwnDataSets, OwnRows, Preparation } from './preparation';
import type { OpenSource, SourceData, SourceSplit } from './reader';

/** Bytes of rows that are read at a time, and examples at most. */
const chunk = { bytes: 4 << 20, examples: 4096 };
/** Chunks that a process is given ahead, so that it need not wait for the one that writes. */
const chunksAhead = 2;

/**
 * Opens the user's own data sets: all examples are read once. Training examples whose transforms draw at random are read anew for
 * each epoch as well.
 */
export const openPython: OpenSource<'python'> = async (_, options, preparation) => {
  if (preparation.openCode === undefined) {
    throw new DataFault(`${options.python} makes data sets of PyTorch`, 'write `train: { engine: torch }`');
  }
  const sets = await preparation.openCode(options);
  try {
    return await readSets(sets, options, preparation);
  } catch (error) {
    await sets.close();
    throw error;
  }
};

async function readSets(sets: OwnDataSets, options: PythonData, preparation: Preparation): Promise<SourceData> {
  const { counts, shape, isBytes, files } = sets;
  const features = featuresOf(shape);
  const held = holdRows({ counts, features, isBytes }, preparation);
  try {
    const reading = new Reading(sets, held, options, preparation);
    const train = await reading.read('train');
    const validation = await reading.read('validation');
    const test = await reading.read('test');
    const labels = { train: train.labels, validation: validation.labels, test: test.labels };
    const { classes, indicesOf } = classesFor(sets, options.python, labels.train);
    const open = (split: SplitName): SourceSplit =>
      held.open(split, indicesOf(labels[split], `${options.python}, ${split}`));
    const own = open('train');
    const redraw = train.isDrawn ? redrawOf(sets, own.labels, options.python, indicesOf) : undefined;
    tellDrawn({ train, validation, test }, options.python, preparation);
    if (redraw === undefined) await sets.close();
    return {
      ...{ shape, classes, code: files },
      train: redraw === undefined ? own : { ...own, redraw, content: [...own.content, contentOf(files)] },
      ...(counts.validation !== undefined && { validation: open('validation') }),
      ...(counts.test !== undefined && { test: open('test') }),
      close: async () => {
        held.close();
        await sets.close();
      },
    };
  } catch (error) {
    held.close();
    throw error;
  }
}

/** A split that was read. */
interface ReadSplit {
  readonly labels: readonly Label[];
  readonly isDrawn: boolean;
}

/** The one reading of all examples. */
class Reading {
  private done = 0;

  constructor(
    private readonly sets: OwnDataSets,
    private readonly held: HeldRows,
    private readonly options: PythonData,
    private readonly preparation: Preparation,
  ) {}

  /** Reads a split; without examples where the code gives none. Throws what `pause` and the code's reading throw. */
  async read(split: SplitName): Promise<ReadSplit> {
    const { [split]: count = 0 } = this.sets.counts;
    const labels: Label[] = [];
    let isDrawn = false;
    const waiting: Promise<OwnRows>[] = [];
    const ahead = this.options.workers * chunksAhead;
    const size = this.chunkSize;
    for (let start = 0, taken = 0; taken < count;) {
      for (; start < count && waiting.length < ahead; start += size) {
        const rows = this.sets.read(split, start, Math.min(size, count - start));
        // A failure counts where the rows are taken.
        rows.catch(() => undefined);
        waiting.push(rows);
      }
      const next = await waiting.shift();
      if (next === undefined) break;
      this.held.add(split, next.rows);
      for (const label of next.labels) labels.push(label);
      isDrawn ||= next.isDrawn;
      taken += next.labels.length;
      this.tell(next.labels.length);
      await this.preparation.pause();
    }
    return { labels, isDrawn };
  }

  private get chunkSize(): number {
    const { shape, isBytes } = this.sets;
    const rowBytes = featuresOf(shape) * (isBytes ? 1 : 4);
    return Math.min(Math.max(Math.floor(chunk.bytes / rowBytes), 1), chunk.examples);
  }

  private tell(read: number): void {
    const { train, validation = 0, test = 0 } = this.sets.counts;
    this.done += read;
    this.preparation.onProgress(this.done, train + validation + test);
  }
}

/** Classes of labels, and the index of each label's class. */
interface LabelClasses {
  readonly classes: readonly DataClass[];
  /** @param name of the split, for messages; throws a DataFault that names the first label without a class */
  readonly indicesOf: (labels: readonly Label[], name: string) => Int32Array;
}

/** Classes by the names that the data set has for them, else by the labels of the training examples. */
function classesFor({ classes: names }: OwnDataSets, written: string, labels: readonly Label[]): LabelClasses {
  if (names === undefined || new Set(names).size < names.length) {
    const found = classesOf(labels, `${written}, train`);
    return { classes: found, indicesOf: (all, name) => indicesOfLabels(all, found, name) };
  }
  const classes = names.map((name, label) => ({ name, label }));
  const byName = new Map(names.map((name, label) => [name, label]));
  return {
    classes,
    indicesOf: (all, name) =>
      Int32Array.from(all, (label, example) => {
        const index = typeof label === 'number' ? label : (byName.get(label) ?? -1);
        if (index >= 0 && index < names.length) return index;
        throw new DataFault(
          `${name}: the label of example ${example} is ${label}, and its data set names ${names.length} classes`,
          'labels count from 0, in the order of its attribute `classes`: mend either',
        );
      }),
  };
}

/** Reads training examples anew, whose labels stay what they were. */
function redrawOf(
  sets: OwnDataSets,
  labels: Int32Array,
  written: string,
  indicesOf: LabelClasses['indicesOf'],
): RedrawRows {
  return async (indices, draw) => {
    const { rows, labels: found } = await sets.redraw(indices, draw);
    const now = indicesOf(found, `${written}, train`);
    const changed = now.findIndex((label, place) => label !== labels[indices[place] ?? 0]);
    if (changed < 0) return rows;
    throw new DataFault(
      `${written}: the label of example ${indices[changed]} of train is another one in epoch ${draw.epoch + 1}`,
      'let transforms change the input alone; data.augment mixes examples with their labels',
    );
  };
}

function tellDrawn(
  { train, validation, test }: Required<DataSplits<ReadSplit>>,
  written: string,
  { onNotice }: Preparation,
): void {
  if (train.isDrawn) {
    onNotice(
      `${written}: reading training examples draws at random, so each is read anew in every epoch, and teachers answer for it in the step`,
    );
  }
  const held = [...(validation.isDrawn ? ['validation'] : []), ...(test.isDrawn ? ['test'] : [])];
  if (held.length === 0) return;
  onNotice(
    `${written}: reading examples of ${held.join(' and ')} draws at random; they are read once, and are the same in every run`,
  );
}

/** The code that draws, for what follows from its draws. */
function contentOf(files: OwnDataSets['files']): Uint8Array {
  return Buffer.from(files.map(({ sha256 }) => sha256).join(' '));
}
