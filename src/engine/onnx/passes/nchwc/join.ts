import { equalShapes } from '../../graph/shape';
import type { GraphNode, GraphValue } from '../../graph/node';
import { Declined, declined, unmatched, type Rule } from '../pass';
import type { NchwcConvolution, NchwcLayout } from './nchwc-layout';

interface Join {
  readonly convolution: NchwcConvolution;
  readonly sums: GraphValue;
}

/** Relu(nchwc.Conv(x, w)) → nchwc.Conv(x, w; activation=Relu), and the same for Tanh and Sigmoid. */
export const activationIntoConv: Rule<Join, NchwcLayout> = {
  name: 'activation-into-conv',
  operations: ['Relu', 'Tanh', 'Sigmoid'],
  match: (node, layout) => {
    const [sums] = node.inputs;
    if (sums === undefined) return unmatched('it has no operand');
    const convolution = openConvolution(sums, node, layout);
    return convolution instanceof Declined ? convolution : { convolution, sums };
  },
  rewrite: ({ convolution, sums }, { opType, outputs: [output] }, layout) => {
    const attributes = { ...convolution.attributes, activation: { text: opType } };
    if (output !== undefined) layout.replaceConvolution(sums, output, { ...convolution, attributes });
  },
};

interface ImageJoin extends Join {
  readonly added: GraphValue;
}

/** Add(nchwc.Conv(x, w, bias), image) → nchwc.Conv(x, w, bias, image). */
export const imageIntoConv: Rule<ImageJoin, NchwcLayout> = {
  name: 'image-into-conv',
  operations: ['Add'],
  match: (node, layout) => {
    const [a, b] = node.inputs;
    if (a === undefined || b === undefined) return unmatched('it has no two operands');
    const first = matchImage(a, b, node, layout);
    return first instanceof Declined ? matchImage(b, a, node, layout) : first;
  },
  rewrite: ({ convolution, sums, added }, { outputs: [output] }, layout) => {
    if (output === undefined) return;
    const block = layout.blocked(added);
    const [batch = 1, width = 1, ...area] = layout.blockShapeOf(sums);
    const isFolded = convolution.shape !== undefined;
    const count = isFolded ? batch * width : width;
    const [image, filter, bias = layout.filled(0, [count])] = convolution.inputs;
    if (image === undefined || filter === undefined) return;
    const addend = isFolded ? layout.reshape(block, [1, count, ...area]) : block;
    layout.replaceConvolution(sums, output, { ...convolution, inputs: [image, filter, bias, addend] });
  },
};

function matchImage(sums: GraphValue, added: GraphValue, node: GraphNode, layout: NchwcLayout): ImageJoin | Declined {
  const convolution = openConvolution(sums, node, layout);
  if (convolution instanceof Declined) return convolution;
  if (convolution.inputs.length > 3) return declined('the convolution adds an image already');
  if (sums.name === added.name) return declined('it adds the value to itself');
  if (!equalShapes(sums.shape, added.shape)) return unmatched('the addend has another shape');
  return layout.canBlock(added) ? { convolution, sums, added } : declined('the addend cannot lie in blocks');
}

/** The convolution that makes a value for a node alone and has no activation yet. */
function openConvolution(value: GraphValue, node: GraphNode, layout: NchwcLayout): NchwcConvolution | Declined {
  const convolution = layout.convolutionFor(value, node);
  if (convolution === undefined) return unmatched('no convolution in blocks makes the value for it alone');
  return convolution.attributes['activation'] === undefined ? convolution : declined('an activation lies between');
}
