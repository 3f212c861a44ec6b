import { formatAnd } from '../../wording';
import { DataFault } from '../data-fault';
import type { DataClass, DataFacts } from '../facts';
import { classesOf, factsOfSplits, indicesOfLabels } from '../classes/label-map';
import { namedSplits } from '../parts';
import type { DataFile } from '../source';
import type { DataSplits, SplitName } from '../splits';
import type { ArraySplit } from './array-split';
import { chooseOne, chooseSplits, type ArrayPair, type KeysOfSplits } from './choose-arrays';
import { readLabels } from './labels';
import { sampleExamples } from './sample-examples';
import { exampleShape, type ArrayLayout } from './layout';
import { isText, rowsOf } from './npy-values';
import { listArrays, nameOf, readContent, readHeader, type StoredArray } from './stored-array';

/** Settings that say how arrays are read. */
export interface ArrayOptions {
  readonly path: string;
  readonly keys?: KeysOfSplits | undefined;
  readonly layout?: ArrayLayout | undefined;
}

/** A data set in arrays. */
export interface ArraySet {
  readonly splits: DataSplits<ArraySplit>;
  readonly classes: readonly DataClass[];
  /** Of one example. */
  readonly shape: readonly number[];
}

/**
 * Reads the labels and the headers of a data set and holds them against each other.
 * @throws DataFault that names the array
 */
export async function readArraySet(files: readonly DataFile[], options: ArrayOptions): Promise<ArraySet> {
  const pairs = await pairsOf(files, options);
  const trainLabels = await readLabels(pairs.train.y);
  const classes = classesOf(trainLabels, nameOf(pairs.train.y));
  const read = async (pair: ArrayPair): Promise<ArraySplit> => {
    const header = await readHeader(pair.x);
    const name = nameOf(pair.x);
    if (isText(header.type)) throw new DataFault(`${name}: examples are texts`, 'save numbers as examples');
    const shape = exampleShape(header.shape, options.layout, name);
    const labels = pair === pairs.train ? trainLabels : await readLabels(pair.y);
    const [count = 0] = header.shape;
    if (labels.length !== count) {
      const message = `${nameOf(pair.y)}: ${labels.length} labels for ${count} examples in ${name}`;
      throw new DataFault(message, 'save as many labels as examples');
    }
    const indices = indicesOfLabels(labels, classes, nameOf(pair.y));
    return { examples: pair.x, header, shape, count, labels: indices };
  };
  const train = await read(pairs.train);
  const validation = pairs.validation && (await read(pairs.validation));
  const test = pairs.test && (await read(pairs.test));
  const splits = { train, ...(validation && { validation }), ...(test && { test }) };
  for (const split of [validation, test]) if (split) refuseOtherShape(train, split);
  return { splits, classes, shape: train.shape.shape };
}

/** Facts of a data set in arrays. Throws as `readArraySet` does. */
export async function describeArraySet(files: readonly DataFile[], options: ArrayOptions): Promise<DataFacts> {
  const { splits, classes, shape } = await readArraySet(files, options);
  const samples = await sampleExamples(splits.train, classes);
  return {
    ...{ kind: shape.length === 3 ? 'image' : 'vector', shape, classes, splits: factsOfSplits(splits, classes) },
    ...samples,
  };
}

/** Reads the rows of a split, [count, features] with the channels last. Throws a DataFault that names the array. */
export async function readArrayRows({ examples, header, shape }: ArraySplit): Promise<Uint8Array | Float32Array> {
  return rowsOf(header, await readContent(examples, header), nameOf(examples), shape.order);
}

async function pairsOf(files: readonly DataFile[], options: ArrayOptions): Promise<DataSplits<ArrayPair>> {
  const { path: place, keys = {} } = options;
  const listOf = async (role: string): Promise<StoredArray[]> =>
    (await Promise.all(files.filter((file) => file.role === role).map(listArrays))).flat();
  const elsewhere = namedSplits.filter((split) => files.some(({ role }) => role === `${split} arrays`));
  const own = Object.fromEntries(
    Object.entries(keys).filter(([split]) => !elsewhere.some((name) => name === split)),
  ) as KeysOfSplits;
  const found = chooseSplits({ place, arrays: await listOf('arrays'), keys: own });
  for (const split of elsewhere) {
    if (found.has(split)) {
      throw new DataFault(`data.${split}: the data has a ${split} split of its own`, `take data.${split} out`);
    }
    const arrays = await listOf(`${split} arrays`);
    found.set(split, chooseOne({ place: arrays[0]?.file.path ?? place, arrays, keys }, split));
  }
  const train = found.get('train');
  if (train === undefined) {
    const message = `${place} has arrays of ${formatAnd([...found.keys()])} alone`;
    throw new DataFault(message, 'name those to train on in data.keys.train: { x: …, y: … }');
  }
  return { train, ...partOf(found, 'validation'), ...partOf(found, 'test') };
}

function partOf(
  found: ReadonlyMap<SplitName, ArrayPair>,
  split: 'validation' | 'test',
): Partial<DataSplits<ArrayPair>> {
  const pair = found.get(split);
  return pair === undefined ? {} : { [split]: pair };
}

function refuseOtherShape(train: ArraySplit, other: ArraySplit): void {
  if (train.shape.shape.join() === other.shape.shape.join()) {
    const isBytes = ({ header: { type } }: ArraySplit): boolean => type.kind === 'u' && type.bytes === 1;
    if (isBytes(train) === isBytes(other)) return;
    const message = `${nameOf(other.examples)}: it holds ${isBytes(other) ? 'bytes' : 'other numbers'}, and the training examples ${isBytes(train) ? 'bytes' : 'other numbers'}`;
    throw new DataFault(message, 'save both with one type, so that they are scaled alike');
  }
  const message = `${nameOf(other.examples)}: its examples are ${other.shape.shape.join('×')}, those of ${nameOf(train.examples)} ${train.shape.shape.join('×')}`;
  throw new DataFault(message, 'save both in one shape');
}
