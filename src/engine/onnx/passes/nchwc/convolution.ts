import type { Attributes, GraphNode, GraphValue } from '../../graph/node';
import { declined, unmatched, type Rule } from '../pass';
import { blockedFilter } from './filters';
import type { NchwcConvolution, NchwcLayout } from './nchwc-layout';

const paddedTooMuch = 'they would fill less than a third of their blocks';

interface Dense {
  readonly image: GraphValue;
  readonly filter: GraphValue;
  readonly bias: readonly GraphValue[];
  /**
   * Whether the image has so few channels that it is read in NCHW, where only they are multiplied: also one that lies in blocks and
   * fills half of them at most.
   */
  readonly isThin: boolean;
}

/** Conv(x, w) → nchwc.Conv(ReorderInput(x), blocked w); an image of few channels is read in NCHW. */
export const convByBlocks: Rule<Dense, NchwcLayout> = {
  name: 'conv-by-blocks',
  operations: ['Conv'],
  match: (node, layout) => {
    const [image, filter, ...bias] = node.inputs;
    if (image === undefined || filter?.shape.length !== 4)
      return declined('it is no convolution over rows and columns');
    const [outputs = 0, inputs = 0] = filter.shape;
    if (groupOf(node) !== 1) return unmatched('its channels are in groups');
    if (image.shape[0] === 1)
      return declined("a single image is a filter's gradient, whose examples do not fill blocks");
    const isThin = layout.blockOf(image) === undefined ? inputs < layout.blockSize : inputs <= layout.blockSize / 2;
    if (!layout.isFilledBy(outputs)) return declined(`it has ${outputs} output channels: ${paddedTooMuch}`);
    if (isThin) return { image, filter, bias, isThin };
    if (!layout.isFilledBy(inputs)) return declined(`it has ${inputs} input channels: ${paddedTooMuch}`);
    return layout.canBlock(image) ? { image, filter, bias, isThin } : declined('the image holds no floats');
  },
  rewrite: ({ image, filter, bias, isThin }, { outputs: [output], attributes }, layout) => {
    if (output === undefined) return;
    const source = isThin ? layout.plain(image) : layout.blocked(image);
    const weights = blockedFilter(filter, isThin ? ['outputs'] : ['outputs', 'inputs'], layout);
    const inputs = [source, weights, ...bias.map((value) => blockedBias(value, layout))];
    layout.addConvolution(output, { inputs, attributes });
  },
};

function groupOf({ attributes }: GraphNode): number {
  return (attributes['group'] as number | undefined) ?? 1;
}

function blockedBias(value: GraphValue, layout: NchwcLayout): GraphValue {
  return layout.filledUp(layout.plain(value), 0);
}

interface Depthwise {
  readonly image: GraphValue;
  readonly filter: GraphValue;
  readonly bias: readonly GraphValue[];
  /** The image that was folded, where the convolution sees the channels of all examples as one image's. */
  readonly fold: GraphValue | undefined;
}

/** Conv(x, w; group=channels) → nchwc.Conv(x, w; group=channels of whole blocks), also for folded images and filters. */
export const depthwiseByBlocks: Rule<Depthwise, NchwcLayout> = {
  name: 'depthwise-by-blocks',
  operations: ['Conv'],
  match: (node, layout) => {
    const [image, filter, ...bias] = node.inputs;
    if (image === undefined || filter?.shape.length !== 4)
      return unmatched('it is no convolution over rows and columns');
    const group = groupOf(node);
    if (group === 1 || group !== filter.shape[0] || filter.shape[1] !== 1) return unmatched('it mixes channels');
    if (image.shape[1] !== group) return declined('its groups are not the channels of the image');
    const folds = [image, filter].flatMap((value) => layout.postponedOf(value)?.inputs[0] ?? []);
    if (folds.length === 1 && folds.some((value) => layout.isPadded(value))) {
      return declined('of image and filter one is padded example by example, and does not fit the other');
    }
    return layout.canBlock(layout.postponedOf(image)?.inputs[0] ?? image)
      ? { image, filter, bias, fold: folds[0] }
      : declined(`the image has ${image.shape[1]} channels: ${paddedTooMuch}`);
  },
  rewrite: ({ image, filter, bias, fold }, node, layout) => {
    const [output] = node.outputs;
    if (output === undefined) return;
    const source = foldedImage(image, layout);
    const { value: weights, group } = foldedFilter(filter, layout);
    const inputs = [source, weights, ...bias.map((value) => blockedBias(value, layout))];
    const attributes: Attributes = { ...node.attributes, group };
    if (fold !== undefined && layout.isPadded(fold)) writeUnfolded(node, output, { inputs, attributes }, fold, layout);
    else layout.addConvolution(output, { inputs, attributes });
  },
};

/** Writes the convolution of folded images that are padded, and takes the examples' own channels out of its value. */
function writeUnfolded(
  node: GraphNode,
  output: GraphValue,
  { inputs, attributes }: NchwcConvolution,
  fold: GraphValue,
  layout: NchwcLayout,
): void {
  const [batch = 1, width = 1] = layout.blockShapeOf(fold);
  const area = output.shape.slice(2);
  const channels = fold.shape[1] ?? 0;
  const block = layout.appendNchwc('Conv', inputs, [1, batch * width, ...area], attributes);
  const apart = layout.reshape(block, [batch, width, ...area]);
  const own = layout.appendNchwc('ReorderOutput', [apart], [batch, channels, ...area], { channels });
  layout.emit({ ...node, opType: 'Reshape', inputs: [own, layout.list(output.shape)], attributes: {} });
}

/**
 * Conv(Reshape(x), Reshape(dy); group=batch·channels) → nchwc.Conv of the blocks of x and dy: postpones the Reshape, which
 * folds the batch into the channels and in NCHWc moves nothing.
 */
export const postponeFold: Rule<true, NchwcLayout> = {
  name: 'postpone-fold',
  operations: ['Reshape'],
  match: ({ inputs: [source], outputs: [output] }, layout) => {
    if (source === undefined || output === undefined || !layout.fills(source)) {
      return unmatched('it reshapes no image that fills blocks');
    }
    const [batch = 1, channels = 1, ...area] = source.shape;
    const all = batch * channels;
    const target = output.shape.join();
    const isFold = target === [1, all, ...area].join() || target === [all, 1, ...area].join();
    if (!isFold) return unmatched('it does not fold the batch into the channels');
    const users = layout.graph.users(output);
    const isDepthwise = users.every((user) => user.opType === 'Conv' && user.attributes['group'] === all);
    return (users.length > 0 && isDepthwise) || declined('others than depthwise convolutions read it');
  },
  rewrite: (_, node, layout) => layout.postpone(node),
};

function foldedImage(image: GraphValue, layout: NchwcLayout): GraphValue {
  const source = layout.postponedOf(image)?.inputs[0];
  const block = layout.blocked(source ?? image);
  if (source === undefined) return block;
  const [batch = 1, width = 1, ...area] = layout.blockShapeOf(source);
  return layout.reshape(block, [1, batch * width, ...area]);
}

/** The filters of each channel, and their number. */
function foldedFilter(filter: GraphValue, layout: NchwcLayout): { readonly value: GraphValue; readonly group: number } {
  const source = layout.postponedOf(filter)?.inputs[0];
  if (source === undefined || !layout.canBlock(source)) {
    return { value: blockedFilter(filter, ['outputs'], layout), group: layout.widthFor(filter.shape[0] ?? 1) };
  }
  const [batch = 1, width = 1, ...area] = layout.blockShapeOf(source);
  const value = layout.reshape(layout.blocked(source), [batch * width, 1, ...area]);
  return { value, group: batch * width };
}
