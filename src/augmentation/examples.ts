import { Generator, streams } from '../random';
import { formatPercent } from '../wording';
import { PictureChanger } from './augment';
import { describeChange } from './describe';
import { drawShare, mixRows } from './mixup';
import type { Augment } from './settings';
import type { PictureShape } from './shape';

/** Pictures of which changed versions are made. */
export interface OriginalPictures {
  readonly shape: PictureShape;
  readonly samples: readonly { readonly index: number; readonly row: Uint8Array | Float32Array }[];
}

/** One version of each picture, in their order. */
export interface ChangedVersion {
  /** From 0. */
  readonly epoch: number;
  /** [height, width, channels], bytes as 0…1. */
  readonly pictures: readonly Float32Array[];
  /** Each change in words. */
  readonly changes: readonly string[];
}

/** Pictures as numbers: bytes as 0…1. */
export function toUnit(row: Uint8Array | Float32Array): Float32Array {
  if (row instanceof Float32Array) return row.slice();
  // `Float32Array.from` with a function goes through an iterator, which takes ten times as long, and the editor waits.
  return new Float32Array(row.length).map((_, place) => (row[place] ?? 0) / 255);
}

/** Changed versions of pictures in the first epochs of a seed, mixed with one another where settings mix. */
export function changedVersions(
  { shape, samples }: OriginalPictures,
  settings: Augment,
  { seed, epochs }: { readonly seed: number; readonly epochs: number },
): ChangedVersion[] {
  const isOfBytes = samples.every(({ row }) => row instanceof Uint8Array);
  const changer = new PictureChanger(settings, shape, isOfBytes);
  const size = shape[0] * shape[1] * shape[2];
  return Array.from({ length: epochs }, (_, epoch) => {
    const all = new Float32Array(samples.length * size);
    const changes = samples.map(({ index, row }, place) => {
      const picture = all.subarray(place * size, (place + 1) * size);
      picture.set(toUnit(row));
      const change = changer.draw(new Generator(seed, epoch, index, streams.change));
      changer.apply(change, picture);
      return describeChange(change);
    });
    const share = settings.mixup && drawShare(settings.mixup, new Generator(seed, epoch, streams.mixup));
    if (share !== undefined) mixRows(all, size, samples.length, share);
    const mixed =
      share === undefined ? '' : ` · ${formatPercent(share, 0)} itself, ${formatPercent(1 - share, 0)} the one before`;
    return {
      epoch,
      pictures: samples.map((_sample, place) => all.slice(place * size, (place + 1) * size)),
      changes: changes.map((change) => change + mixed),
    };
  });
}
