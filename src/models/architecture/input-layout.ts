/** How a network takes images: as vectors, or with the channels last or first. */
export interface Layout {
  readonly name: 'vector' | 'channels last' | 'channels first';
  /** Of one example. */
  readonly shape: readonly number[];
  /** How many examples it takes at once; undefined when any number. */
  readonly batch: number | undefined;
}

type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * The layout of an input whose shape, batch first, may have lengths without a number.
 * @returns undefined where images of this shape do not fit.
 */
export function layoutFor(taken: readonly (number | string)[], image: ImageShape): Layout | undefined {
  const [first, ...rest] = taken;
  const [height, width, channels] = image;
  const batch = typeof first === 'number' && first > 0 ? first : undefined;
  const fits = (shape: readonly number[]): boolean =>
    rest.length === shape.length &&
    rest.every((length, axis) => typeof length !== 'number' || length < 1 || length === shape[axis]);
  const isNumbered = rest.some((length) => typeof length === 'number' && length > 0);
  const vector = { name: 'vector', shape: [height * width * channels], batch } as const;
  const last = { name: 'channels last', shape: [height, width, channels], batch } as const;
  const channelsFirst = { name: 'channels first', shape: [channels, height, width], batch } as const;
  if (first === undefined) return undefined;
  if (fits(vector.shape)) return vector;
  // ONNX's own images have their channels first, so that is what lengths without numbers mean.
  const images = isNumbered ? [last, channelsFirst] : [channelsFirst, last];
  const plain: Layout[] = channels === 1 ? [{ ...last, shape: [height, width] }] : [];
  return [...images, ...plain].find(({ shape }) => fits(shape));
}

/** Images [count, height, width, channels] in a layout. */
export function toLayout(images: Float32Array, [height, width, channels]: ImageShape, { name }: Layout): Float32Array {
  if (name !== 'channels first' || channels === 1) return images;
  const moved = new Float32Array(images.length);
  const area = height * width;
  for (let start = 0; start < images.length; start += area * channels) {
    for (let place = 0; place < area; place += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        moved[start + channel * area + place] = images[start + place * channels + channel] ?? 0;
      }
    }
  }
  return moved;
}
