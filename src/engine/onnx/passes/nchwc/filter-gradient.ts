import { integersOf, type GraphValue } from '../../graph/node';
import { declined, unmatched, type Rule } from '../pass';
import { blockedFilter } from './filters';
import type { NchwcLayout } from './nchwc-layout';
import { withZeros } from './pad';

interface FilterGradient {
  readonly image: GraphValue;
  readonly gradient: GraphValue;
  readonly pads: readonly number[];
}

/**
 * Conv(x, dy) with the batch for channels → ReduceSum(nchwc.Conv(Conv(x, ones; pads), blocked dy; group=shares)).
 *
 * Each block of examples gives a share of the gradient, so that the threads have work enough and a share's part of the filter,
 * which is as large as the image, stays in a processor's cache. Columns of zeros are written around the image first: where a
 * window reaches over an edge, ONNX Runtime computes one column at a time.
 */
export const filterGradientByShares: Rule<FilterGradient, NchwcLayout> = {
  name: 'filter-gradient-by-shares',
  operations: ['Conv'],
  match: (node, layout) => {
    const [image, gradient, bias] = node.inputs;
    if (image === undefined || gradient === undefined) return unmatched('it has no image and filter');
    const [batch, examples = 0, , columns = 0] = image.shape;
    const isGradient = bias === undefined && (node.attributes['group'] ?? 1) === 1 && batch === 1 && columns > 0;
    if (!isGradient) return unmatched("it is no filter's gradient, whose channels are the examples of a batch");
    const [outputs = 0] = gradient.shape;
    if (examples % layout.blockSize !== 0) return declined(`${examples} examples are no multiple of a block`);
    if (!layout.isFilledBy(outputs)) return declined(`it has ${outputs} outputs, less than a third of their blocks`);
    const pads = integersOf(node, 'pads');
    if (pads.length === 0) return declined('it names no padding');
    return layout.canBlock(image) ? { image, gradient, pads } : declined('the image holds no floats');
  },
  rewrite: ({ image, gradient, pads: [top = 0, left = 0, bottom = 0, right = 0] }, node, layout) => {
    const [output] = node.outputs;
    if (output === undefined) return;
    const shares = (image.shape[1] ?? 1) / layout.blockSize;
    const source = withZeros(layout.blocked(image), [0, left, 0, right], layout);
    const inputs = [source, blockedFilter(gradient, ['outputs', 'inputs'], layout, shares)];
    const [, , rows = 1, width = 1] = output.shape;
    const channels = layout.widthFor(gradient.shape[0] ?? 1);
    const attributes = { ...node.attributes, group: shares, pads: [top, 0, bottom, 0] };
    const sums = layout.appendNchwc('Conv', inputs, [1, shares * channels, rows, width], attributes);
    const apart = layout.reshape(sums, [shares, channels, rows, width]);
    layout.add(node, [apart, layout.list([0])], { opType: 'ReduceSum', attributes: { keepdims: 1 } });
  },
};
