import { toChannelsLast, isTranspose } from '../../graph/axis-order';
import { nchwcDomain } from '../../graph/domains';
import { isArithmetic } from '../../graph/elementwise';
import type { GraphNode, GraphValue } from '../../graph/node';
import { equalShapes } from '../../graph/shape';
import {
  applyFirst,
  bindRule,
  declined,
  ignoreDeclines,
  unmatched,
  type BoundRule,
  type Pass,
  type Rule,
} from '../pass';
import { channelwiseByConv, channelwiseIntoBias } from './channelwise';
import { convByBlocks, depthwiseByBlocks, postponeFold } from './convolution';
import { depthToSpaceOfBlocks, upsampleOfBlocks } from './depth-to-space';
import { filterGradientByShares } from './filter-gradient';
import { activationIntoConv, imageIntoConv } from './join';
import { NchwcLayout } from './nchwc-layout';
import { padByConv } from './pad';
import { gradientByPixelPairs } from './pixel-pairs';
import { productOfImages } from './products';
import { postponeProduct, sumByPool } from './sums';

/** MaxPool(x) → nchwc.MaxPool(x), and the same for AveragePool. */
const poolOfBlocks: Rule<GraphValue, NchwcLayout> = {
  name: 'pool-of-blocks',
  operations: ['MaxPool', 'AveragePool'],
  match: ({ opType, inputs: [image], outputs }, layout) => {
    if (opType === 'MaxPool' && outputs.length > 1) return declined('the positions of the maxima are read');
    const block = image === undefined ? undefined : layout.blockOf(image);
    return block ?? declined('the image does not lie in blocks');
  },
  rewrite: (block, node, layout) => layout.add(node, [block], { domain: nchwcDomain }),
};

/** Op(x, y) → Op(blocks of x, blocks of y): element by element, beside scalars. */
const elementwiseOfBlocks: Rule<readonly GraphValue[], NchwcLayout> = {
  name: 'elementwise-of-blocks',
  match: (node, layout) => {
    const [output] = node.outputs;
    // An output of the graph is read in NCHW.
    if (output === undefined || !isArithmetic(node) || node.opType === 'Identity') return unmatched('no arithmetic');
    if (!node.inputs.some((value) => layout.isOnlyInBlocks(value))) return unmatched('no operand lies in blocks only');
    if (output.shape.length !== 4) return declined('its value is no image');
    const isOperand = (value: GraphValue): boolean =>
      value.shape.length === 0 || (equalShapes(value.shape, output.shape) && layout.canBlock(value));
    if (!node.inputs.every(isOperand)) return declined('an operand is neither a scalar nor an image of the same shape');
    if (layout.isPadded(output) && !staysFinite(node))
      return declined('the zeros of the padding would not stay finite');
    return node.inputs;
  },
  rewrite: (inputs, node, layout) =>
    layout.add(
      node,
      inputs.map((value) => (value.shape.length === 0 ? value : layout.blocked(value))),
    ),
};

/**
 * Whether an operation makes finite numbers of a padding's zeros and of what is made of them. Paddings are left out in the end
 * or multiplied by zeros, which only a finite number survives.
 */
function staysFinite({ opType, inputs: [, divisor] }: GraphNode): boolean {
  if (opType === 'Div') return divisor?.shape.length === 0;
  return !['Log', 'Reciprocal', 'Pow', 'Sqrt'].includes(opType);
}

/** Transpose(x) to NHWC → ReorderOutput(blocks of x), or Reshape where all channels are one block. */
const transposeOfBlocks: Rule<{ image: GraphValue; block: GraphValue }, NchwcLayout> = {
  name: 'transpose-of-blocks',
  operations: ['Transpose'],
  match: (node, layout) => {
    const [image] = node.inputs;
    const block = image === undefined ? undefined : layout.blockOf(image);
    if (image === undefined || block === undefined) return unmatched('the image does not lie in blocks');
    return isTranspose(node, toChannelsLast) ? { image, block } : declined('it is no transpose to NHWC');
  },
  rewrite: ({ image, block }, node, layout) => {
    const channels = image.shape[1] ?? 0;
    if (channels === layout.blockSize) {
      const lengths = layout.list(node.outputs[0]?.shape ?? []);
      layout.emit({ ...node, opType: 'Reshape', inputs: [block, lengths], attributes: {} });
    } else {
      const attributes = { channels, channels_last: 1 };
      layout.emit({ ...node, opType: 'ReorderOutput', domain: nchwcDomain, inputs: [block], attributes });
    }
  },
};

const rules: readonly BoundRule<NchwcLayout>[] = [
  bindRule(activationIntoConv),
  bindRule(imageIntoConv),
  bindRule(filterGradientByShares),
  bindRule(postponeFold),
  bindRule(depthwiseByBlocks),
  bindRule(gradientByPixelPairs),
  bindRule(convByBlocks),
  bindRule(poolOfBlocks),
  bindRule(padByConv),
  bindRule(upsampleOfBlocks),
  bindRule(depthToSpaceOfBlocks),
  bindRule(productOfImages),
  bindRule(postponeProduct),
  bindRule(sumByPool),
  bindRule(channelwiseIntoBias),
  bindRule(channelwiseByConv),
  bindRule(elementwiseOfBlocks),
  bindRule(transposeOfBlocks),
];

/**
 * Conv(x, w) → ReorderOutput(nchwc.Conv(ReorderInput(x), blocked w)), and what lies between two convolutions in blocks too.
 *
 * ONNX Runtime's operations in NCHWc take about half of the time of those in NCHW. Values keep their names; a value that is
 * needed in NCHW too gets a copy, and copies that nobody reads are left to `prune`.
 * @param blockSize the channels of a block on this processor; 1 keeps to ONNX's own operations.
 */
export function nchwc(blockSize: number): Pass {
  return {
    name: 'nchwc',
    run: (graph, report = ignoreDeclines) => {
      if (blockSize === 1) return graph;
      const layout = new NchwcLayout(graph, blockSize);
      for (const node of graph.nodes) {
        if (applyFirst(rules, node, layout, report)) continue;
        layout.emit({ ...node, inputs: node.inputs.map((value) => layout.plain(value)) });
      }
      return graph.with({ nodes: layout.nodes });
    },
  };
}
