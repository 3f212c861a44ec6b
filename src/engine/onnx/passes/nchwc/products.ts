import { isTranspose, toChannelsLast } from '../../graph/axis-order';
import type { GraphNode, GraphValue } from '../../graph/node';
import { equalShapes } from '../../graph/shape';
import { declined, unmatched, type Rule } from '../pass';
import type { NchwcLayout } from './nchwc-layout';

interface ProductOfImages {
  /** The image whose channels are the rows of the product, one block of them. */
  readonly rows: GraphValue;
  /** The image whose channels are its columns. */
  readonly columns: GraphValue;
}

/**
 * Gemm(pixels of x, pixels of y; transA) → ReduceSum(MatMul(x, blocks of y)): a filter's gradient from an unfolded image and a tile of
 * the gradient. Each example has a product for each block of y, which lies as that reads it; ONNX Runtime puts blocks into the order of
 * pixels on one thread alone.
 */
export const productOfImages: Rule<ProductOfImages, NchwcLayout> = {
  name: 'product-of-images',
  operations: ['Gemm'],
  match: ({ inputs: [a, b, addend], attributes }, layout) => {
    if (attributes['transA'] !== 1 || attributes['transB'] === 1 || addend !== undefined) {
      return unmatched('it is no product over pixels');
    }
    const [rows, columns] = [a, b].map((matrix) => imageOf(matrix, layout));
    if (rows === undefined || columns === undefined) return unmatched('its operands are no images, a pixel a row');
    if (layout.blockOf(columns) === undefined || layout.isPadded(columns)) {
      return declined('the second image does not lie in blocks that it fills');
    }
    if (rows.shape[1] !== layout.blockSize) return declined('the first image has other channels than those of a block');
    if (columns.shape[1] === layout.blockSize) return declined('a single block lies in the order of pixels');
    const [batch, , ...area] = rows.shape;
    const isAlike = equalShapes([batch ?? 1, ...area], columns.shape.toSpliced(1, 1));
    return isAlike ? { rows, columns } : declined('its images have other sizes');
  },
  rewrite: ({ rows, columns }, node, layout) => {
    const [output] = node.outputs;
    if (output === undefined) return;
    const [batch = 1, channels = 1, height = 1, width = 1] = rows.shape;
    const [size, pixels] = [layout.blockSize, height * width];
    const blocks = (columns.shape[1] ?? 0) / size;
    const first = layout.reshape(layout.plain(rows), [batch, 1, channels, pixels]);
    const second = layout.reshape(layout.blocked(columns), [batch, blocks, pixels, size]);
    const each = layout.append('MatMul', [first, second], [batch, blocks, channels, size]);
    const sums = layout.append('ReduceSum', [each, layout.list([0])], [blocks, channels, size], { keepdims: 0 });
    const inputs = [layout.transpose(sums, [1, 0, 2]), layout.list(output.shape)];
    layout.emit({ ...node, opType: 'Reshape', inputs, attributes: {} });
  },
};

/** The image of Reshape(Transpose(image)), a matrix with a pixel a row. */
function imageOf(matrix: GraphValue | undefined, { graph }: NchwcLayout): GraphValue | undefined {
  const last = sourceOf(matrix === undefined ? undefined : graph.producer(matrix), 'Reshape');
  const producer = last === undefined ? undefined : graph.producer(last);
  if (!isTranspose(producer, toChannelsLast) || matrix?.shape[1] !== last?.shape.at(-1)) return undefined;
  return producer.inputs[0];
}

function sourceOf(node: GraphNode | undefined, opType: string): GraphValue | undefined {
  return node?.opType === opType ? node.inputs[0] : undefined;
}
