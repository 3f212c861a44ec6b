import { rowsBefore, type DataSet } from '../../data';
import { shuffledIndices, streams } from '../../random';

/** Labelled examples that teachers are tried on. */
export interface PreflightExamples {
  readonly split: 'validation' | 'train';
  readonly indices: Int32Array;
  readonly labels: Int32Array;
  /** Whether each class has enough of them to detect an order of classes. */
  readonly isEnoughForOrder: boolean;
}

/** Minimum number of examples; more for many classes. */
const usualCount = 500;
const maxCount = 2000;
/** Examples of each class below which an order of classes would be chosen by a few of them. */
export const minPerClass = 20;
/** Validation examples below which the training split is used: too few cannot be distinguished from chance. */
export const minExamples = 100;

/** Draws examples, the same for all runs on the data: the splits of a source may be sorted by class. */
export function drawExamples(data: DataSet): PreflightExamples {
  const split = data.validation.count >= minExamples ? 'validation' : 'train';
  const { count, labels: all } = data[split];
  const wanted = Math.min(count, Math.max(usualCount, Math.min(2 * minPerClass * data.classes, maxCount)));
  const indices = shuffledIndices(count, streams.split).slice(0, wanted);
  const labels = Int32Array.from(indices, (index) => all[index] ?? 0);
  const counts = new Int32Array(data.classes);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return { split, indices, labels, isEnoughForOrder: counts.every((one) => one >= minPerClass) };
}

/** Training examples whose mean and deviation are measured. */
const maxMeasured = 1000;

/** Mean and deviation of each channel or column over the training split, before any normalization. */
export function measureRaw(data: DataSet): { mean: number[]; std: number[] } {
  const indices = shuffledIndices(data.train.count, streams.split).slice(0, maxMeasured);
  const channels = data.shape.at(-1) ?? 1;
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  let count = 0;
  for (const index of indices) {
    const rows = rowsBefore(data, data.train, Int32Array.of(index));
    const unit = rows instanceof Uint8Array ? 255 : 1;
    rows.forEach((value, place) => {
      const number = value / unit;
      sums[place % channels] = (sums[place % channels] ?? 0) + number;
      squares[place % channels] = (squares[place % channels] ?? 0) + number ** 2;
    });
    count += rows.length / channels;
  }
  const mean = Array.from(sums, (sum) => sum / count);
  const std = Array.from(squares, (sum, channel) => Math.sqrt(Math.max(sum / count - (mean[channel] ?? 0) ** 2, 0)));
  return { mean, std: std.map((one) => (one > 1e-6 ? one : 1)) };
}
