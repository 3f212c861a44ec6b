import { changedVersions, describeAugment, toUnit, type PictureShape } from '../../augmentation';
import type { ParsedConfig, ResolvedConfig } from '../../config';
import { augmentOf, type SampleRows } from '../../data-sources';
import { maxShownSide, type AugmentContent } from '../messages';

/** Changed versions of each picture. */
const shownVersions = 8;
/** Pictures, each of another class. */
export const shownPictures = 6;

const empty = { height: 0, width: 0, channels: 1, pictures: [] } as const;

/** Pictures of a config's data, or the reason why there are none. */
export type Samples = SampleRows | { readonly fault: string } | undefined;

/** Content of the page of changed pictures. A config that cannot be read gives the content before it, with the reason. */
export function describeAugmentation(
  { config }: Pick<ParsedConfig, 'config'>,
  samples: Samples,
  before: AugmentContent | undefined,
): AugmentContent {
  if (config === undefined) {
    if (before !== undefined && before.pictures.length > 0) {
      return { ...before, notice: 'The config has errors: this is how it was before them.' };
    }
    const notice = 'The config has errors; its pictures are shown once they are mended.';
    return { ...empty, name: '', settings: '', notice };
  }
  const augment = augmentOf(config.data);
  const { name } = config;
  const settings = augment === undefined ? '' : describeAugment(augment);
  if (augment === undefined || settings === '') {
    const notice = 'data.augment changes nothing yet: write, for example, rotation: 10 below it.';
    return { ...empty, name, settings, notice };
  }
  if (samples === undefined) return { ...empty, name, settings, notice: 'The pictures are read …' };
  if ('fault' in samples) return { ...empty, name, settings, notice: samples.fault };
  return { name, settings, notice: '', ...picturesOf(samples, augment, config) };
}

function picturesOf(
  samples: SampleRows,
  augment: NonNullable<ReturnType<typeof augmentOf>>,
  { seed }: ResolvedConfig,
): Pick<AugmentContent, 'height' | 'width' | 'channels' | 'pictures'> {
  const versions = changedVersions(samples, augment, { seed, epochs: shownVersions });
  const show = shrinker(samples.shape);
  return {
    ...{ height: show.height, width: show.width, channels: samples.shape[2] === 3 ? 3 : 1 },
    pictures: samples.samples.map(({ className, row }, place) => {
      // Numbers without bounds are brought to those of the picture, so that they can be seen.
      const original = toUnit(row);
      const scale = row instanceof Uint8Array ? undefined : rangeOf(original);
      return {
        className,
        original: { change: 'as it is', pixels: show.bytes(original, scale) },
        versions: versions.map(({ changes, pictures }) => ({
          change: changes[place] ?? '',
          pixels: show.bytes(pictures[place] ?? original, scale),
        })),
      };
    }),
  };
}

type Range = readonly [low: number, high: number];

function rangeOf(values: Float32Array): Range {
  return values.reduce<Range>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}

/** Brings pictures to a size that a page shows, each pixel the mean of those that it stands for. */
function shrinker([height, width, channels]: PictureShape): {
  readonly height: number;
  readonly width: number;
  bytes(picture: Float32Array, range: Range | undefined): Uint8Array;
} {
  const step = Math.max(Math.ceil(Math.max(height, width) / maxShownSide), 1);
  const [tall, wide] = [Math.floor(height / step), Math.floor(width / step)];
  const shownChannels = channels === 3 ? 3 : 1;
  return {
    ...{ height: tall, width: wide },
    bytes: (picture, [low, high] = [0, 1]) => {
      const bytes = new Uint8Array(tall * wide * shownChannels);
      for (let place = 0; place < bytes.length; place += 1) {
        const channel = place % shownChannels;
        const pixel = Math.floor(place / shownChannels);
        const [y, x] = [Math.floor(pixel / wide) * step, (pixel % wide) * step];
        let sum = 0;
        for (let down = 0; down < step; down += 1) {
          for (let right = 0; right < step; right += 1) {
            sum += picture[((y + down) * width + x + right) * channels + channel] ?? 0;
          }
        }
        const share = (sum / step ** 2 - low) / (high - low || 1);
        bytes[place] = Math.min(Math.max(Math.round(255 * share), 0), 255);
      }
      return bytes;
    },
  };
}
