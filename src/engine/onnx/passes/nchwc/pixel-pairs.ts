import { integersOf, type GraphValue } from '../../graph/node';
import { declined, unmatched, type Rule } from '../pass';
import { blockedFilter } from './filters';
import { reorderedAtOnce, type NchwcLayout } from './nchwc-layout';

interface PairedGradient {
  readonly image: GraphValue;
  readonly filter: GraphValue;
}

/** A filter's columns from which two pixels at once have at most two thirds of the products. */
const minColumns = 3;

/**
 * Conv(dy, w) of few output channels → ReorderInput(Reshape(nchwc.Conv(dy, Concat(Pad(w), Pad(w)); strides=1,2))).
 *
 * An image's gradient of at most half a block of channels has two pixels of a row in each block: the filter stands in it twice, once for
 * each pixel, and is one column wider. Of 6 channels and 5 × 5 pixels that is 0.6 of the products. Pixels come out in NHWC, one behind the other.
 */
export const gradientByPixelPairs: Rule<PairedGradient, NchwcLayout> = {
  name: 'gradient-by-pixel-pairs',
  operations: ['Conv'],
  match: (node, layout) => {
    const [image, filter, bias] = node.inputs;
    const [output] = node.outputs;
    if (image === undefined || filter?.shape.length !== 4 || output === undefined) return unmatched('it has no filter');
    if (bias !== undefined || !isReversed(filter, layout)) return unmatched("it is no image's gradient");
    const [outputs = 0, inputs = 0, , columns = 0] = filter.shape;
    if (2 * outputs > layout.blockSize) return unmatched('its channels fill more than half a block');
    if ((layout.blockSize / 2) % reorderedAtOnce !== 0) return declined('half a block cannot be put into another');
    if (!layout.isFilledBy(outputs) || !layout.isFilledBy(inputs) || !layout.canBlock(image)) {
      return declined('its images do not lie in blocks');
    }
    if ((output.shape[3] ?? 0) % 2 !== 0) return declined('its rows have an odd number of pixels');
    if (columns < minColumns) return declined('its filter is so narrow that a pair saves few products');
    const [stride = 1, dilation = 1] = [integersOf(node, 'strides')[1], integersOf(node, 'dilations')[1]];
    return stride * dilation === 1 ? { image, filter } : declined('its pixels lie apart');
  },
  rewrite: ({ image, filter }, node, layout) => {
    const [output] = node.outputs;
    if (output === undefined) return;
    const [batch = 1, , height = 1, width = 1] = output.shape;
    const half = layout.blockSize / 2;
    const inputs = [layout.blocked(image), blockedFilter(forPairs(filter, layout), ['outputs', 'inputs'], layout)];
    const [rows = 1, columns = 1] = filter.shape.slice(2);
    const attributes = { ...node.attributes, kernel_shape: [rows, columns + 1], strides: [1, 2] };
    const pairs = layout.appendNchwc('Conv', inputs, [batch, layout.blockSize, height, width / 2], attributes);
    const pixels = layout.reshape(pairs, [batch, height, width, half]);
    const block = layout.appendNchwc('ReorderInput', [pixels], layout.blockShapeOf(output), { channels_last: 1 });
    layout.setBlock(output, block);
  },
};

/** The filter for the first pixel of a pair, and one column to the right for the second one. */
function forPairs(filter: GraphValue, layout: NchwcLayout): GraphValue {
  const [outputs = 1, inputs = 1, rows = 1, columns = 1] = filter.shape;
  const half = layout.blockSize / 2;
  const shape = [half, inputs, rows, columns + 1];
  const source = layout.plain(filter);
  const [first, second] = [0, 1].map((column) => {
    const ends = [0, 0, 0, column, half - outputs, 0, 0, 1 - column];
    return layout.append('Pad', [source, layout.list(ends)], shape);
  });
  if (first === undefined || second === undefined) return filter;
  return layout.append('Concat', [first, second], [2 * half, inputs, rows, columns + 1], { axis: 0 });
}

/** Whether a filter is turned around, as that of an image's gradient is: Transpose(Slice(w)), or such a one that is scaled. */
function isReversed(filter: GraphValue, { graph }: Pick<NchwcLayout, 'graph'>): boolean {
  const producer = graph.producer(filter);
  const [source] = producer?.inputs ?? [];
  if (producer?.opType === 'Slice' || source === undefined) return producer?.opType === 'Slice';
  return ['Transpose', 'Mul', 'Div'].includes(producer?.opType ?? '') && isReversed(source, { graph });
}
