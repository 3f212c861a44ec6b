import { createHash } from 'node:crypto';
import { DataFault, splitSizes, type DataOptions } from '../data-sources';
import type { DataSet, Split, SplitIdentity } from './dataset';
import { longTailed } from './long-tail';
import { normalize } from './normalize';
import { shuffledIndices } from './random';
import { streams } from './streams';
import type { SourceData, SourceSplit } from './sources/reader';

/**
 * Cuts validation, and where the source has none the test, from the training data in an order that is drawn once, and makes
 * the rest smaller where the config wants it. Throws a DataFault that names the setting that cannot be met.
 */
export function splitData(source: SourceData, options: DataOptions): DataSet {
  refuseOtherNames(source, options);
  const { train: training, classes } = source;
  const sizes = sizesOf(source, options);
  const order = shuffledIndices(training.count, streams.split);
  const cutCount = training.count - sizes.train;
  const kept = order.subarray(cutCount);
  const limited = options.limit === undefined ? kept : kept.subarray(0, Math.min(options.limit, kept.length));
  const used =
    options.imbalance === undefined
      ? limited
      : longTailed(limited, training.labels, classes.length, options.imbalance.ratio);
  const validationCount = source.validation === undefined ? sizes.validation : 0;
  const train = take(training, used);
  const validation = source.validation
    ? takeAll(source.validation)
    : take(training, order.subarray(0, validationCount));
  const test = source.test ? takeAll(source.test) : take(training, order.subarray(validationCount, cutCount));
  return {
    shape: source.shape,
    features: source.shape[0] * source.shape[1] * source.shape[2],
    classes: classes.length,
    classList: classes.map(({ name, label }, index) => ({ name: options.classes?.[index] ?? name, label })),
    classCounts: countsOf(train.split.labels, classes.length),
    ...{ train: train.split, validation: validation.split, test: test.split },
    identity: { train: train.identity, validation: validation.identity, test: test.identity },
    hash: hashOf(source, options, { held: validationCount, used: used.length }),
  };
}

/** SHA-256 of all that the source holds and of how it was split; caches of teachers go by it. */
function hashOf(
  { train, validation, test }: SourceData,
  options: DataOptions,
  { held, used }: { readonly held: number; readonly used: number },
): string {
  const hash = createHash('sha256');
  for (const split of [train, validation, test]) for (const bytes of split?.content ?? []) hash.update(bytes);
  hash.update(`${streams.split} ${held} ${used}`);
  if (options.imbalance !== undefined) hash.update(` imbalance ${options.imbalance.ratio}`);
  if ('test' in options && options.test !== undefined) hash.update(` test ${options.test}`);
  return hash.digest('hex');
}

function sizesOf(source: SourceData, options: DataOptions): ReturnType<typeof splitSizes> {
  const sizes = splitSizes(options, source);
  const part = 'test' in options ? options.test : undefined;
  if (source.test !== undefined && part !== undefined) {
    throw new DataFault('data.test: the data has a test split of its own', 'take data.test out');
  }
  if (source.test === undefined && part === undefined) {
    throw new DataFault(
      'data.test: the data has no test split',
      'write data.test: 0.1, so that a tenth is cut off for it',
    );
  }
  if (sizes.train > 0) return sizes;
  const cut =
    part === undefined ? `${options.validation} leaves` : `${options.validation} and data.test: ${part} leave`;
  const message = `data.validation: ${cut} no training example of ${source.train.count}`;
  throw new DataFault(message, 'hold fewer back');
}

function refuseOtherNames({ classes }: SourceData, { classes: names }: DataOptions): void {
  if (names === undefined || names.length === classes.length) return;
  const message = `data.classes: ${names.length} names for ${classes.length} classes`;
  throw new DataFault(message, 'name each class once, in the order of the labels');
}

function countsOf(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

interface Taken {
  readonly split: Split;
  readonly identity: SplitIdentity;
}

function takeAll(split: SourceSplit): Taken {
  return take(
    split,
    Int32Array.from({ length: split.count }, (_, index) => index),
  );
}

function take(source: SourceSplit, indices: Int32Array): Taken {
  const rows = source.gather(indices);
  const labels = Int32Array.from(indices, (index) => source.labels[index] ?? 0);
  const hash = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [rows, labels])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return {
    split: { count: indices.length, images: normalize(rows), labels },
    identity: { sha256: hash.digest('hex'), count: indices.length },
  };
}
