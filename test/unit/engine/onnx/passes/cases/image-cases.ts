import { lowerDepthToSpace } from '../../../../../../src/engine/onnx/passes/lower-depth-to-space';
import { nchwc } from '../../../../../../src/engine/onnx/passes/nchwc';
import type { GraphValue } from '../../../../../../src/engine/onnx/graph/node';
import type { GraphBuilder } from '../../../../../../src/engine/onnx/trace/graph-builder';
import { depthToSpace } from '../../../../../../src/engine/onnx/trace/kernels/depth-to-space';
import type { Golden, GoldenCase } from './golden-case';

const float = 'float32' as const;
const threeByThree = { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] };
const onePixel = { kernel_shape: [1, 1], strides: [1, 1], pads: [0, 0, 0, 0] };

const parts = (graph: GraphBuilder, channels: number): readonly GraphValue[] =>
  Array.from({ length: 4 }, (_, index) => graph.input(`part${index}`, [2, channels, 4, 4], float));

export const lowerDepthToSpaceGolden: Golden = {
  pass: lowerDepthToSpace,
  cases: [
    {
      title: 'an image of 2 × 2 parts that is read in NHWC',
      build: (graph) => graph.output('y', graph.transpose(depthToSpace(graph, parts(graph, 3), 2, 2), [0, 2, 3, 1])),
    },
    {
      title: 'an image that is read in NCHW',
      build: (graph) => {
        const image = depthToSpace(graph, parts(graph, 3), 2, 2);
        graph.output('y', graph.node('Neg', [image], image.shape, float));
      },
    },
  ],
};

/** A convolution of [2, inputs, 8, 8] and what follows it. */
function conv(
  title: string,
  { inputs = 16, outputs = 16, geometry = threeByThree },
  after: (graph: GraphBuilder, made: GraphValue) => GraphValue,
): GoldenCase {
  return {
    title,
    build: (graph) => {
      const [rows = 1, columns = 1] = geometry.kernel_shape;
      const x = graph.input('x', [2, inputs, 8, 8], float);
      const filter = graph.input('filter', [outputs, inputs, rows, columns], float);
      const made = graph.node('Conv', [x, filter], [2, outputs, 8, 8], float, geometry);
      graph.output('y', after(graph, made));
    },
  };
}

function binary(opType: string, name: string, shape: readonly number[]) {
  return (graph: GraphBuilder, made: GraphValue): GraphValue =>
    graph.node(opType, [made, graph.input(name, shape, float)], made.shape, float);
}

function relu(graph: GraphBuilder, made: GraphValue): GraphValue {
  return graph.node('Relu', [made], made.shape, float);
}

const pixelSum = (graph: GraphBuilder, value: GraphValue): GraphValue =>
  graph.node('ReduceSum', [value, graph.constant([0, 2, 3], [3], 'int64')], [value.shape[1] ?? 1], float, {
    keepdims: 0,
  });

/** The gradient of a 3 × 3 filter: the examples of the batch are the channels. */
const filterGradient = (examples: number): GoldenCase => ({
  title: `a filter's gradient over ${examples} examples`,
  build: (graph) => {
    const x = graph.input('x', [1, examples, 6, 96], float);
    const dy = graph.input('dy', [16, examples, 6, 6], float);
    const geometry = { kernel_shape: [6, 6], pads: [1, 16, 1, 16], strides: [1, 1], dilations: [1, 16] };
    graph.output('y', graph.node('Conv', [x, dy], [1, 16, 3, 48], float, geometry));
  },
});

/** The gradient of an image of 6 channels and some columns, by a filter that is turned around. */
const imageGradient = (width: number, size: number): GoldenCase => ({
  title: `an image's gradient of 6 channels, ${width} columns and filters of ${size} × ${size}`,
  build: (graph) => {
    const dy = graph.input('dy', [2, 16, 8, width], float);
    const filter = graph.input('filter', [size, size, 6, 16], float);
    const lists = [
      [-1, -1],
      [-size - 1, -size - 1],
      [0, 1],
      [-1, -1],
    ].map((list) => graph.constant(list, [2], 'int64'));
    const reversed = graph.node('Slice', [filter, ...lists], filter.shape, float);
    const around = (size - 1) / 2;
    const geometry = { kernel_shape: [size, size], strides: [1, 1], pads: [around, around, around, around] };
    const weights = graph.transpose(reversed, [2, 3, 0, 1]);
    graph.output('y', relu(graph, graph.node('Conv', [dy, weights], [2, 6, 8, width], float, geometry)));
  },
});

/** A product of the pixels of an image of one block with those of a convolution's value. */
const pixelProduct = (outputs: number): GoldenCase =>
  conv(`a product over pixels with ${outputs} channels`, { outputs }, (graph, made) => {
    const pixels = (image: GraphValue): GraphValue =>
      graph.reshape(graph.transpose(image, [0, 2, 3, 1]), [128, image.shape[1] ?? 1]);
    const seen = pixels(graph.input('seen', [2, 16, 8, 8], float));
    return graph.node('Gemm', [seen, pixels(made)], [16, outputs], float, { transA: 1, transB: 0 });
  });

const converted: readonly GoldenCase[] = [
  conv('a convolution, relu, a pool and a read in NHWC', {}, (graph, made) => {
    const pool = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };
    const pooled = graph.node('MaxPool', [relu(graph, made)], [2, 16, 4, 4], float, pool);
    return graph.transpose(graph.node('Tanh', [pooled], pooled.shape, float), [0, 2, 3, 1]);
  }),
  conv('an image of one channel, and 24 output channels that are padded to 32', { inputs: 1, outputs: 24 }, relu),
  conv('scaled, moved and added to by convolutions', { geometry: onePixel }, (graph, made) => {
    const scaled = binary('Mul', 'scale', [1, 16, 1, 1])(graph, made);
    const moved = binary('Add', 'offset', [2, 16, 1, 1])(graph, scaled);
    return relu(graph, binary('Add', 'other', [2, 16, 8, 8])(graph, moved));
  }),
  conv('a pad', {}, (graph, made) => {
    const around = graph.constant([0, 0, 1, 1, 0, 0, 1, 1], [8], 'int64');
    return graph.node('Pad', [made, around], [2, 16, 10, 10], float);
  }),
  conv('a sum over pixels, and one of a product that is not written', {}, (graph, made) => {
    const squares = pixelSum(graph, graph.node('Mul', [made, made], made.shape, float));
    return graph.node('Add', [pixelSum(graph, made), squares], [16], float);
  }),
  conv('parts of an image', {}, (graph, made) => depthToSpace(graph, [made, relu(graph, made), made, made], 2, 2)),
  conv("a pool's gradient, each pixel of a tile the same", {}, (graph, made) =>
    depthToSpace(graph, [made, made, made, made], 2, 2),
  ),
  conv('tanh', {}, (graph, made) => graph.node('Tanh', [made], made.shape, float)),
  conv('6 channels that a convolution makes and another reads', { outputs: 6 }, (graph, made) => {
    const second = graph.input('second', [16, 6, 3, 3], float);
    return graph.node('Conv', [relu(graph, made), second], [2, 16, 8, 8], float, threeByThree);
  }),
  filterGradient(16),
  imageGradient(8, 3),
  pixelProduct(32),
  conv('each channel by itself, with the batch folded into channels', {}, (graph, made) => {
    const fold = graph.reshape(made, [1, 32, 8, 8]);
    const dy = graph.reshape(graph.input('dy', [2, 16, 8, 8], float), [32, 1, 8, 8]);
    return graph.node('Conv', [fold, dy], [1, 32, 3, 3], float, { ...threeByThree, kernel_shape: [8, 8], group: 32 });
  }),
];

const left: readonly GoldenCase[] = [
  conv('3 output channels', { outputs: 3 }, relu),
  conv('a quotient of padded images', { outputs: 24 }, binary('Div', 'other', [2, 24, 8, 8])),
  conv('a product that is read elsewhere', {}, (graph, made) => {
    const squares = graph.node('Mul', [made, made], made.shape, float);
    return graph.node('Add', [squares, graph.reshape(pixelSum(graph, squares), [1, 16, 1, 1])], made.shape, float);
  }),
  filterGradient(20),
  imageGradient(7, 3),
  pixelProduct(16),
];

/** The cases of `nchwc`, for a processor with blocks of the given number of channels. */
export function nchwcGolden(blockSize: number): Golden {
  return { pass: nchwc(blockSize), cases: [...converted, ...left] };
}
