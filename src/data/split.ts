import { createHash } from 'node:crypto';
import { augmentOf, DataFault, mapSplits, sourceOf, splitSizes, type DataOptions } from '../data-sources';
import { takeClasses } from './choose-classes';
import type { DataSet } from './dataset';
import { holdOutOrder } from './hold-out';
import { longTailed } from './long-tail';
import { fillMissing } from './fill-missing';
import { normalizationOf } from './normalize';
import { streams } from '../random';
import type { SourceOrder } from './origin';
import { featuresOf } from './rows';
import type { SourceData, SourceSplit } from './sources/reader';
import { splitOf, take, takeAll, type TakenExamples } from './taken';

/**
 * Takes the classes that the config wants, cuts validation, and where the source has none the test, from the training data
 * in an order that is drawn once, makes the rest smaller, and normalizes all rows by the training split.
 * Throws a DataFault that names the setting that cannot be met.
 */
export function splitData(whole: SourceData, options: DataOptions): DataSet {
  const source = takeClasses(whole, options.classes);
  const features = featuresOf(source.shape);
  const { train: training, classes } = source;
  const sizes = sizesOf(source, options);
  const order = holdOutOrder(training.labels, sourceOf(options).holdOut ?? 'stratified');
  const cutCount = training.count - sizes.train;
  const used = usedOf(order.subarray(cutCount), source, options);
  const validationCount = source.validation === undefined ? sizes.validation : 0;
  // Missing numbers are filled in where the rows lie.
  const maxBytes = source.fillsMissing === true ? Infinity : undefined;
  const train = take(training, used, features, maxBytes);
  const validation = source.validation
    ? takeAll(source.validation, features, maxBytes)
    : take(training, order.subarray(0, validationCount), features, maxBytes);
  const test = source.test
    ? takeAll(source.test, features, maxBytes)
    : take(training, order.subarray(validationCount, cutCount), features, maxBytes);
  refuseSameExamples(validation, test);
  const channels = source.shape.at(-1) ?? 1;
  const fill = fillIn(source, [train, validation, test], channels);
  const normalization = normalizationOf(options.normalize, train.pieces, channels, source.indicators);
  return {
    ...shapeOf(source),
    unit: train.isBytes ? 255 : 1,
    classes: classes.length,
    classList: classes,
    classCounts: countsOf(train.labels, classes.length),
    train: splitOf(train, features, normalization),
    validation: splitOf(validation, features, normalization, source.validation ? 'validation' : 'train'),
    test: splitOf(test, features, normalization, source.test ? 'test' : 'train'),
    source: orderOf(whole),
    identity: { train: train.identity, validation: validation.identity, test: test.identity },
    hash: hashOf(source, options, { held: validationCount, used: used.length }),
    ...(normalization === undefined ? {} : { normalization }),
    ...(fill !== undefined && { fill }),
    ...changesOf(source, options),
    ...(whole.code !== undefined && { made: { files: whole.code, classes: whole.classes } }),
    ...(whole.close !== undefined && { close: whole.close }),
  };
}

/** Changes of the training pictures. Throws a DataFault where the examples are no pictures. */
function changesOf({ shape }: SourceData, options: DataOptions): Pick<DataSet, 'augment'> {
  const augment = augmentOf(options);
  if (augment === undefined) return {};
  if (shape.length === 3) return { augment };
  throw new DataFault('data.augment changes pictures, and this data has columns', 'remove augment');
}

/** Fills in missing numbers of all splits where the source asks for it; gives what was put in their place. */
function fillIn({ fillsMissing }: SourceData, splits: readonly TakenExamples[], columns: number): number[] | undefined {
  const [training, ...others] = splits.flatMap(({ rows }) => rows ?? []);
  if (fillsMissing !== true || training === undefined) return undefined;
  return fillMissing(training, [training, ...others], columns);
}

/** The training examples that are used of those that are left, by the limit and the long tail of a config. */
function usedOf(
  kept: Int32Array,
  { train: { labels }, classes }: SourceData,
  { limit, imbalance }: DataOptions,
): Int32Array {
  const limited = limit === undefined ? kept : kept.subarray(0, Math.min(limit, kept.length));
  return imbalance === undefined ? limited : longTailed(limited, labels, classes, imbalance.ratio);
}

/** Counts of the files' own splits, and their keys. */
function orderOf(source: SourceData): SourceOrder {
  const { keysOf } = source;
  return {
    counts: mapSplits<SourceSplit, number>(source, ({ count }) => count),
    ...(keysOf !== undefined && { keysOf }),
  };
}

/** Shape of an example, and the names of its columns where they have any. */
function shapeOf(source: SourceData): Pick<DataSet, 'shape' | 'features' | 'columnNames' | 'raw'> {
  const { shape, columnNames, rawRows: raw } = source;
  const features = featuresOf(shape);
  return { shape, features, ...(columnNames !== undefined && { columnNames }), ...(raw !== undefined && { raw }) };
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

/** Refuses to test on the examples that the best epoch was chosen by. */
function refuseSameExamples({ identity: validation }: TakenExamples, { identity: test }: TakenExamples): void {
  if (validation.count === 0 || validation.sha256 !== test.sha256) return;
  throw new DataFault(
    'data.validation and data.test hold the same examples',
    'name other examples for one of them, or write validation: 0.1, which is cut off',
  );
}
