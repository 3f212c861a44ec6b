import type { TeacherInput } from '../../config';
import type { DataSet } from '../../data';
import { publishedNormalizations } from '../../data-sources';
import { roundToDigits } from '../../wording';

/** A way to take examples that a teacher may have been trained with. */
export interface Reading {
  readonly input: TeacherInput;
  /** Source of its numbers in words. */
  readonly name: string;
}

/**
 * The usual ways to take numbers: ranges, published normalizations, and that of the training split; of a table its columns
 * as they are, or standardized.
 */
export function usualReadings(data: DataSet, measured: { mean: readonly number[]; std: readonly number[] }): Reading[] {
  const own: Reading = {
    input: { mean: shortest(measured.mean), std: shortest(measured.std) },
    name: 'the normalization of the training split',
  };
  if (data.shape.length !== 3) return [{ input: { range: [0, 1] }, name: 'columns as they are' }, own];
  const isGray = data.shape[2] !== 3;
  const channels = data.shape[2] ?? 1;
  return [
    { input: { range: [0, 1] }, name: 'pixels of 0…1' },
    { input: { range: [0, 255] }, name: 'pixels of 0…255' },
    { input: { range: [-1, 1] }, name: 'pixels of −1…1' },
    ...publishedNormalizations.flatMap(({ name, gray, colours }): Reading[] => {
      if (channels !== 1 && channels !== 3) return [];
      const [mean, std] = isGray ? gray : colours;
      const list = (one: number | readonly number[]): number | number[] =>
        typeof one === 'number' ? one : shortest(one);
      return [{ input: { mean: list(mean), std: list(std) }, name }];
    }),
    ...(isPublished(measured, isGray) ? [] : [own]),
  ];
}

/** Distance up to which measured numbers are taken for those that were published, by a mean and a deviation. */
const nearness = 0.01;

/** Whether a training split has a normalization that people know by its set. */
function isPublished({ mean, std }: { mean: readonly number[]; std: readonly number[] }, isGray: boolean): boolean {
  const isNear = (values: readonly number[], known: readonly number[]): boolean =>
    values.every((value, channel) => Math.abs(value - (known[channel] ?? 0)) <= nearness);
  return publishedNormalizations.some(({ gray, colours }) => {
    const [means, deviations] = isGray ? [[gray[0]], [gray[1]]] : colours;
    return isNear(mean, means) && isNear(std, deviations);
  });
}

/** A reading with inverted pixels. */
export function inverted({ input, name }: Reading): Reading {
  return { input: { ...input, invert: true }, name: `${name}, inverted` };
}

/** Readings with the channels or axes of pictures in another order. */
export function rearranged({ input, name }: Reading, data: DataSet, layout: string): Reading[] {
  const [height, width, channels = 1] = data.shape;
  if (data.shape.length !== 3) return [];
  const isFirst = layout === 'NCHW' || layout === 'flat NCHW';
  const bgr: Reading[] =
    channels === 3 ? [{ input: { ...input, channels: 'bgr' }, name: `${name}, blue before red` }] : [];
  const transposed: Reading[] =
    height === width
      ? [{ input: { ...input, layout: isFirst ? 'NCWH' : 'NWHC' }, name: `${name}, rows as columns` }]
      : [];
  const planes: Reading[] =
    layout === 'flat' && channels > 1
      ? [{ input: { ...input, layout: 'NCHW' }, name: `${name}, one channel after another` }]
      : [];
  return [...bgr, ...transposed, ...planes];
}

/** One number where all are the same; four digits, as people write them. */
function shortest(values: readonly number[]): number | number[] {
  const rounded = values.map((value) => roundToDigits(value, 4));
  const [first = 0] = rounded;
  return rounded.every((value) => value === first) ? first : rounded;
}
