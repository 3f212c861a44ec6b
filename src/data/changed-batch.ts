import { drawShare, mixRows, type ChangeTask } from '../augmentation';
import { Generator, streams } from '../random';
import { gatherLabels, imageShapeOf, rawOf, rowsBefore, type Batch, type DataSet } from './dataset';
import { featuresOf } from './rows';
import type { TransferSet } from './transfer';
import { studentView } from './views';

/** The place of a batch in a training. */
export interface BatchPlace {
  readonly seed: number;
  /** From 0. */
  readonly step: number;
  /** From 0. */
  readonly epoch: number;
  readonly batchSize: number;
}

/**
 * A batch of training examples that the user's own code reads anew in each epoch, or whose pictures are changed by `data.augment`,
 * each once for all networks: the student's view of them is `images`, and `raw` is what other views are made of.
 * @param indices places in the training split
 * @param change gives the changed pictures of a task
 */
export async function changedBatch(
  data: DataSet,
  { hasLabel }: Pick<TransferSet, 'hasLabel'>,
  indices: Int32Array,
  { seed, step, epoch, batchSize }: BatchPlace,
  change: (task: ChangeTask) => Promise<Float32Array>,
): Promise<Batch> {
  const settings = data.augment;
  const { redraw } = data.train;
  const rows = redraw === undefined ? rowsBefore(data, data.train, indices) : await redraw(indices, { seed, epoch });
  const batch = gatherLabels(data, data.train, indices, batchSize, hasLabel);
  const raw =
    settings === undefined
      ? paddedRows(rows, batchSize * featuresOf(rawOf(data).shape))
      : await change({
          ...{ rows, indices, size: batchSize, seed, epoch, settings },
          ...{ shape: imageShapeOf({ ...data, shape: rawOf(data).shape }), isOfBytes: data.unit === 255 },
        });
  const { count } = batch;
  const mixed =
    settings?.mixup === undefined
      ? batch
      : mixLabels(batch, data.classes, mixPictures(raw, count, batchSize, settings.mixup, seed, step));
  return { ...mixed, images: studentView(data).apply(raw), raw };
}

/** Bytes as 0…1, or numbers, filled up with zeros. */
export function paddedRows(rows: Uint8Array | Float32Array, length: number): Float32Array {
  const padded = new Float32Array(length);
  if (rows instanceof Float32Array) padded.set(rows);
  else rows.forEach((byte, place) => (padded[place] = byte / 255));
  return padded;
}

/** Mixes pictures in their place; gives the share of each picture's own. */
function mixPictures(
  raw: Float32Array,
  count: number,
  size: number,
  alpha: number,
  ...[seed, step]: readonly [number, number]
): number {
  const share = drawShare(alpha, new Generator(seed, step, streams.mixup));
  mixRows(raw, raw.length / size, count, share);
  return share;
}

/** Mixes labels as the pictures are mixed. A mixture whose label is half unknown teaches by its soft targets alone. */
function mixLabels(batch: Omit<Batch, 'images'>, classes: number, share: number): Omit<Batch, 'images'> {
  const { count } = batch;
  const labels = batch.labels.slice();
  mixRows(labels, classes, count, share);
  const isKnown = (row: number): boolean => (batch.labelWeights[row] ?? 0) > 0;
  const known = Array.from({ length: count }, (_, row) => isKnown(row) && isKnown((row + count - 1) % count));
  const total = known.filter(Boolean).length;
  const labelWeights = batch.labelWeights.map((_, row) => (known[row] === true ? 1 / total : 0));
  known.forEach((one, row) => {
    if (!one) labels.fill(0, row * classes, (row + 1) * classes);
  });
  return { ...batch, labels, labelWeights };
}
