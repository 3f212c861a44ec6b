import { DataFault } from '../data-fault';
import type { DataClass, DataFacts } from '../facts';
import { canBeShown, firstPlaces, shownPicture } from '../thumbnails/first-pictures';
import type { ArraySplit } from './array-split';
import { nameOf, readStart } from './stored-array';
import { rowsOf } from './npy-values';
import { roundToDigits } from '../../wording';

/** Rows that are shown, and the numbers of each. */
const shown = { rows: 5, numbers: 8 };
/** Bytes of an array that are read for its first examples. */
const maxBytes = 16 << 20;

/**
 * The first examples of a split for a hover: pictures of the first classes, or rows of a label and the first numbers. Those alone
 * that lie near the array's beginning; none of one in Fortran's order, where an example lies all over it.
 */
export async function sampleExamples(
  split: ArraySplit,
  classes: readonly DataClass[],
): Promise<Pick<DataFacts, 'pictures' | 'firstRows'>> {
  const { labels, header, examples, shape } = split;
  const isImage = shape.shape.length === 3;
  if (header.isFortran || (isImage && !canBeShown(shape.shape))) return {};
  const places = isImage
    ? firstPlaces(labels).map(({ place }) => place)
    : Array.from({ length: Math.min(shown.rows, split.count) }, (_, place) => place);
  const rowBytes = header.size / split.count;
  const start = await readStart(examples, header, Math.min(rowBytes * (Math.max(...places) + 1), maxBytes));
  const near = places.filter((place) => (place + 1) * rowBytes <= start.length);
  const rowAt = (place: number): Uint8Array | Float32Array => {
    const bytes = start.slice(place * rowBytes, (place + 1) * rowBytes);
    return rowsOf({ ...header, shape: [1, ...header.shape.slice(1)] }, bytes, nameOf(examples), shape.order);
  };
  try {
    if (!isImage) return { firstRows: near.map((place) => lineOf(classes[labels[place] ?? 0], rowAt(place))) };
    return {
      pictures: near.flatMap((place) => {
        const one = classes[labels[place] ?? 0];
        return one === undefined ? [] : [shownPicture(one, rowAt(place), shape.shape)];
      }),
    };
  } catch (error) {
    // A value that a run would refuse is named when it is read.
    if (error instanceof DataFault) return {};
    throw error;
  }
}

/** An example's class and its numbers as short as a person reads them: float32 0.1 is 0.10000000149011612. */
function lineOf(label: DataClass | undefined, numbers: Uint8Array | Float32Array): string[] {
  return [
    label?.name ?? '',
    ...Array.from(numbers.subarray(0, shown.numbers), (value) => String(roundToDigits(value, 5))),
  ];
}
