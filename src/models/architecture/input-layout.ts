import type { Shape } from './layer';
import type { SeenInput } from './seen-shape';

/** Layout in which a network takes images: as vectors, also of one channel after another, with the channels last or first, or without their one channel. */
export interface InputLayout {
  readonly name: 'flat' | 'flat NCHW' | 'NHWC' | 'NCHW' | 'NHW';
  /** The shape of one example. */
  readonly shape: Shape;
}

export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * The layout in which examples fit an input; undefined where they fit in none.
 * @param data shape of one example of the data: an image, or a vector, which is flat
 * @param input shape of one example as the file declares it; undefined stands for a length that is left open.
 * @param format tfjs Layers models have their channels last.
 * @param wanted layout that the config states; absent, it is detected from the input.
 */
export function inputLayout(
  input: readonly (number | undefined)[],
  data: Shape,
  format: 'tfjs' | 'onnx',
  wanted?: SeenInput['layout'],
): InputLayout | undefined {
  const flat: InputLayout = { name: 'flat', shape: [data.reduce((product, length) => product * length, 1)] };
  const [height = 1, width = 1, channels = 1] = data;
  if (data.length !== 3) return fits(input, flat.shape) ? flat : undefined;
  const last: InputLayout = { name: 'NHWC', shape: [height, width, channels] };
  const first: InputLayout = { name: 'NCHW', shape: [channels, height, width] };
  const plain: InputLayout[] = channels === 1 ? [{ name: 'NHW', shape: [height, width] }] : [];
  // ONNX's own images have their channels first, so that is what open lengths mean.
  const isFirst = wanted === 'NCHW' || wanted === 'NCWH';
  const vector: InputLayout = isFirst ? { ...flat, name: 'flat NCHW' } : flat;
  const isOpen = input.every((length) => length === undefined);
  const images = format === 'tfjs' ? [last] : isOpen ? [first, last] : [last, first];
  const stated = wanted === undefined ? images : images.filter(({ name }) => name === (isFirst ? 'NCHW' : 'NHWC'));
  return [vector, ...stated, ...plain].find(({ shape }) => fits(input, shape));
}

function fits(input: readonly (number | undefined)[], shape: Shape): boolean {
  return input.length === shape.length && input.every((length, axis) => length === undefined || length === shape[axis]);
}
