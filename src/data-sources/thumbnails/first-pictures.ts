import type { DataClass, SamplePicture } from '../facts';
import { pngUri } from './png-picture';

/** Classes of which a picture is shown, and the largest side of one. */
const shown = { classes: 4, side: 64 };

/** Place of the first example of each of the first classes. @param labels index of each example's class */
export function firstPlaces(labels: Int32Array): { readonly label: number; readonly place: number }[] {
  return Array.from({ length: shown.classes }, (_, label) => ({ label, place: labels.indexOf(label) })).filter(
    ({ place }) => place >= 0,
  );
}

/** Whether pictures of a shape are small enough, and of colors that a PNG has. */
export function canBeShown([height = 0, width = 0, channels = 0]: readonly number[]): boolean {
  return Math.max(height, width) <= shown.side && (channels === 1 || channels === 3);
}

/** A picture of [height, width, channels] for a hover: bytes as they are; numbers of 0…1, others from their least to their largest. */
export function shownPicture(
  { name }: DataClass,
  pixels: Uint8Array | Float32Array,
  [height = 0, width = 0, channels = 1]: readonly number[],
): SamplePicture {
  const bytes = pixels instanceof Uint8Array ? pixels : toBytes(pixels);
  return { className: name, uri: pngUri(bytes, [height, width, channels]) };
}

function toBytes(numbers: Float32Array): Uint8Array {
  let [low, high] = [0, 1];
  for (const number of numbers) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }
  return Uint8Array.from(numbers, (number) => Math.round((255 * (number - low)) / (high - low)));
}
