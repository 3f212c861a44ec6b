import { createHash } from 'node:crypto';
import { DataFault, sourceOf, splitSizes, type DataOptions } from '../data-sources';
import { takeClasses } from './choose-classes';
import type { DataSet, Split, SplitIdentity } from './dataset';
import { holdOutOrder } from './hold-out';
import { longTailed } from './long-tail';
import { fillMissing } from './fill-missing';
import { normalizationOf, normalizeInPlace, toNumbers } from './normalize';
import { streams } from './streams';
import type { SourceData, SourceSplit } from './sources/reader';

/**
 * Takes the classes that the config wants, cuts validation, and where the source has none the test, from the training data
 * in an order that is drawn once, makes the rest smaller, and normalizes all rows by the training split.
 * Throws a DataFault that names the setting that cannot be met.
 */
export function splitData(whole: SourceData, options: DataOptions): DataSet {
  const source = takeClasses(whole, options.classes);
  const { train: training, classes } = source;
  const sizes = sizesOf(source, options);
  const order = holdOutOrder(training.labels, sourceOf(options).holdOut ?? 'stratified');
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
  refuseSameExamples(validation, test);
  const channels = source.shape.at(-1) ?? 1;
  if (source.fillsMissing === true) fillMissing(train.rows, [train.rows, validation.rows, test.rows], channels);
  const normalization = normalizationOf(options.normalize, train.rows, channels, source.indicators);
  const splitOf = ({ rows, labels }: Taken): Split => {
    const images = toNumbers(rows);
    if (normalization !== undefined) normalizeInPlace(images, normalization);
    return { count: labels.length, images, labels };
  };
  return {
    shape: source.shape,
    features: source.shape.reduce((product, length) => product * length, 1),
    unit: train.rows instanceof Uint8Array ? 255 : 1,
    classes: classes.length,
    classList: classes,
    classCounts: countsOf(train.labels, classes.length),
    ...{ train: splitOf(train), validation: splitOf(validation), test: splitOf(test) },
    identity: { train: train.identity, validation: validation.identity, test: test.identity },
    hash: hashOf(source, options, { held: validationCount, used: used.length }),
    ...(normalization === undefined ? {} : { normalization }),
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
  if (options.normalize !== undefined) hash.update(` normalize ${JSON.stringify(options.normalize)}`);
  return hash.digest('hex');
}

function sizesOf(source: SourceData, options: DataOptions): ReturnType<typeof splitSizes> {
  const sizes = splitSizes(options, source);
  const part = 'test' in options ? options.test : undefined;
  if (source.test !== undefined && typeof part === 'number') {
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
    typeof part !== 'number' ? `${options.validation} leaves` : `${options.validation} and data.test: ${part} leave`;
  const message = `data.validation: ${cut} no training example of ${source.train.count}`;
  throw new DataFault(message, 'hold fewer back');
}

function countsOf(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** The examples of a split as they were read. */
interface Taken {
  readonly rows: Uint8Array | Float32Array;
  readonly labels: Int32Array;
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
  return { rows, labels, identity: { sha256: hash.digest('hex'), count: indices.length } };
}

/** Refuses to test on the examples that the best epoch was chosen by. */
function refuseSameExamples({ identity: validation }: Taken, { identity: test }: Taken): void {
  if (validation.count === 0 || validation.sha256 !== test.sha256) return;
  throw new DataFault(
    'data.validation and data.test hold the same examples',
    'name other examples for one of them, or write validation: 0.1, which is cut off',
  );
}
