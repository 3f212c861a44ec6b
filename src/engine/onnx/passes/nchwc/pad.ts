import type { GraphValue } from '../../graph/node';
import { declined, type Rule } from '../pass';
import type { NchwcLayout } from './nchwc-layout';

interface Padding {
  readonly image: GraphValue;
  readonly block: GraphValue;
  /** Above, to the left, below and to the right. */
  readonly pads: readonly number[];
}

/** Pad(x) → Conv(x, ones; pads) of each channel by itself: several threads copy it. */
export const padByConv: Rule<Padding, NchwcLayout> = {
  name: 'pad-by-conv',
  operations: ['Pad'],
  match: ({ inputs: [image, list, fill] }, layout) => {
    const block = image === undefined ? undefined : layout.blockOf(image);
    if (image === undefined || block === undefined) return declined('the image does not lie in blocks');
    if (fill !== undefined) return declined('it names the number that it pads with');
    const [batch, channels, top = 0, left = 0, batchAfter, channelsAfter, bottom = 0, right = 0] =
      layout.graph.constants.list(list) ?? [];
    const isArea = [batch, channels, batchAfter, channelsAfter].every((length) => length === 0);
    return isArea ? { image, block, pads: [top, left, bottom, right] } : declined('it pads examples or channels too');
  },
  rewrite: ({ block, pads }, { outputs: [output] }, layout) => {
    if (output !== undefined) layout.setBlock(output, withZeros(block, pads, layout));
  },
};

/** An image in NCHWc with zeros around it. @param pads above, to the left, below and to the right. */
export function withZeros(block: GraphValue, pads: readonly number[], layout: NchwcLayout): GraphValue {
  if (pads.every((length) => length === 0)) return block;
  const [batch = 1, channels = 1, height = 1, width = 1] = block.shape;
  const [top = 0, left = 0, bottom = 0, right = 0] = pads;
  const attributes = { kernel_shape: [1, 1], strides: [1, 1], group: channels, pads };
  const shape = [batch, channels, height + top + bottom, width + left + right];
  return layout.appendNchwc('Conv', [block, layout.filled(1, [channels, 1, 1, 1])], shape, attributes);
}
