import type { GraphNode, GraphValue } from '../../graph/node';
import { declined, unmatched, Declined, type Rule } from '../pass';
import type { NchwcConvolution, NchwcLayout } from './nchwc-layout';

interface Channelwise {
  readonly image: GraphValue;
  /** A number for each channel, or for each channel of each example: [1 or batch, channels, 1, 1]. */
  readonly each: GraphValue;
}

interface AddedBias extends Channelwise {
  readonly convolution: NchwcConvolution;
}

/** Add(nchwc.Conv(x, w), each) → nchwc.Conv(x, w, each). */
export const channelwiseIntoBias: Rule<AddedBias, NchwcLayout> = {
  name: 'channelwise-into-bias',
  operations: ['Add'],
  match: (node, layout) => {
    const operands = operandsOf(node, layout);
    if (operands instanceof Declined) return operands;
    const convolution = layout.convolutionFor(operands.image, node);
    if (convolution === undefined) return unmatched('no convolution in blocks makes the value for it alone');
    if (convolution.inputs.length !== 2) return declined('the convolution has a bias already');
    if (convolution.attributes['activation'] !== undefined) return declined('an activation lies between');
    const isFolded = convolution.shape !== undefined;
    return isFolded === (operands.each.shape[0] ?? 1) > 1
      ? { ...operands, convolution }
      : declined('of convolution and addend one differs between examples');
  },
  rewrite: ({ image, each, convolution }, { outputs: [output] }, layout) => {
    if (output === undefined) return;
    const [rows = 1, channels = 1] = each.shape;
    const bias = layout.reshape(padded(each, layout), [rows * layout.widthFor(channels)]);
    layout.replaceConvolution(image, output, { ...convolution, inputs: [...convolution.inputs, bias] });
  },
};

/**
 * Mul(x, each) → nchwc.Conv(x, each; group=channels) with filters of one pixel, Add(x, each) → nchwc.Conv(x, ones, each).
 *
 * ONNX Runtime's own Mul and Add repeat a short operand slowly and know no blocks. Operands that differ between examples
 * fold the batch into the channels, which in NCHWc moves nothing.
 */
export const channelwiseByConv: Rule<Channelwise, NchwcLayout> = {
  name: 'channelwise-by-conv',
  operations: ['Mul', 'Add', 'Sub'],
  match: operandsOf,
  rewrite: ({ image, each }, { opType, outputs: [output] }, layout) => {
    if (output === undefined) return;
    const [batch = 1, channels = 1, ...area] = image.shape;
    const [rows = 1] = each.shape;
    const width = layout.widthFor(channels);
    const count = rows * width;
    const source = layout.blocked(image);
    const folded = rows === 1 ? source : layout.reshape(source, [1, count, ...area]);
    const inputs = [folded, ...filterAndBias(opType, padded(each, layout), count, layout)];
    const attributes = { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0], group: count };
    const shape = rows === 1 ? {} : { shape: [batch, width, ...area] };
    layout.addConvolution(output, { inputs, attributes, ...shape });
  },
};

/** The image in NCHWc and the operand that is equal for all of its pixels. */
function operandsOf(node: GraphNode, layout: NchwcLayout): Channelwise | Declined {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined) return unmatched('it has no two operands');
  const isReversed = node.opType !== 'Sub' && !isImage(a, node, layout);
  const [image, each] = isReversed ? [b, a] : [a, b];
  if (!isImage(image, node, layout)) return unmatched('no operand is an image that fills blocks');
  if (layout.blockOf(image) === undefined) return declined('the image does not lie in blocks');
  const [batch = 1, channels = 1] = image.shape;
  const [rows = 1, width = 1, ...rest] = each.shape;
  const isEach = rest.join() === '1,1' && width === channels && (rows === 1 || rows === batch);
  return isEach ? { image, each } : unmatched('the other operand has no number for each channel');
}

function isImage(value: GraphValue, { outputs: [output] }: GraphNode, layout: NchwcLayout): boolean {
  return layout.fills(value) && value.shape.join() === output?.shape.join();
}

/** The operand of each channel, with zeros for those that fill up the last block. */
function padded(each: GraphValue, layout: NchwcLayout): GraphValue {
  return layout.filledUp(layout.plain(each), 1);
}

function filterAndBias(opType: string, each: GraphValue, count: number, layout: NchwcLayout): readonly GraphValue[] {
  const filter = [count, 1, 1, 1];
  if (opType === 'Mul') return [layout.reshape(each, filter)];
  const added = opType === 'Sub' ? layout.append('Neg', [each], each.shape) : each;
  return [layout.filled(1, filter), layout.reshape(added, [count])];
}
