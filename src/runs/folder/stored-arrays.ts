import type { StoredFile, StoredSplit } from '../protocol/schemas/evaluations';
import { readStoredFile } from './evaluation-index';
import { decodeNpy, decodeNpyBytes, decodeNpyIntegers } from './npy';

// The arrays of a run's evaluations. An index is written by whoever made the folder: its counts are held to the arrays
// that it names, so that no reader reaches behind an array's end or takes one example's numbers for another's.

/** Pictures of all examples of a split, as bytes. */
export interface SplitPictures {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** [count, …shape]. */
  readonly pixels: Uint8Array;
}

/**
 * Reads the labels of a split, [count], each the index of a class. Throws an error that names the file where it does not hold
 * them, or as `readStoredFile` does.
 */
export async function readStoredLabels(
  runFolder: string,
  { labels, count }: StoredSplit,
  classes: number,
): Promise<Int32Array> {
  const { shape, values } = decodeNpyIntegers(await readStoredFile(runFolder, labels), labels.name);
  if (shape.join() !== String(count)) throw new Error(`${labels.name} holds no ${count} labels`);
  const wrong = values.find((label) => label < 0 || label >= classes);
  if (wrong !== undefined) throw new Error(`${labels.name} holds the label ${wrong} of ${classes} classes`);
  return values;
}

/** Reads logits, [count, classes]. Throws as `readStoredLabels` does. */
export async function readStoredLogits(
  runFolder: string,
  file: StoredFile,
  { count, classes }: { readonly count: number; readonly classes: number },
): Promise<Float32Array> {
  const { shape, values } = decodeNpy(await readStoredFile(runFolder, file), file.name);
  if (shape.join() === `${count},${classes}`) return values;
  throw new Error(`${file.name} has the shape ${shape.join('×')}, not ${count}×${classes}`);
}

/** Reads pictures, [count, height, width, channels]. Throws as `readStoredLabels` does. */
export async function readStoredPictures(runFolder: string, file: StoredFile, count: number): Promise<SplitPictures> {
  const { shape, values } = decodeNpyBytes(await readStoredFile(runFolder, file), file.name);
  const [rows, height = 0, width = 0, channels = 0] = shape;
  const isFine = shape.length === 4 && rows === count && height * width > 0 && (channels === 1 || channels === 3);
  if (!isFine) throw new Error(`${file.name} has the shape ${shape.join('×')}, which are no ${count} pictures`);
  return { shape: [height, width, channels], pixels: values };
}
