import assert from 'node:assert/strict';
import { onnx } from 'onnx-proto';
import type { GraphValue } from '../../../../../src/engine/onnx/graph/node';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';
import { depthToSpace } from '../../../../../src/engine/onnx/trace/kernels/depth-to-space';
import { compiled, model } from './compiled';

/** A thin convolution with relu, a pool and a wide convolution, and an image read by rows. */
function sample(): GraphBuilder {
  const graph = new GraphBuilder('sample');
  const geometry = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] };
  const image = graph.input('image', [2, 1, 8, 8], 'float32');
  const [thin, wide] = [graph.input('thin', [16, 1, 3, 3], 'float32'), graph.input('wide', [32, 16, 3, 3], 'float32')];
  const one = graph.node('Conv', [image, thin], [2, 16, 8, 8], 'float32', geometry);
  const relu = graph.node('Relu', [one], [2, 16, 8, 8], 'float32');
  const pool = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };
  const pooled = graph.node('MaxPool', [relu], [2, 16, 4, 4], 'float32', pool);
  const two = graph.node('Conv', [pooled, wide], [2, 32, 4, 4], 'float32', geometry);
  graph.output('last', graph.transpose(two, [0, 2, 3, 1]));
  graph.output('first', two);
  return graph;
}

/** The gradient of a filter as a convolution whose channels are a batch's examples. */
function filterGradient(examples: number): GraphBuilder {
  const graph = new GraphBuilder('gradient');
  const image = graph.input('image', [1, examples, 6, 96], 'float32');
  const filter = graph.input('filter', [16, examples, 6, 6], 'float32');
  const geometry = { kernel_shape: [6, 6], pads: [1, 16, 1, 16], strides: [1, 1], dilations: [1, 16] };
  graph.output('gradient', graph.node('Conv', [image, filter], [1, 16, 3, 48], 'float32', geometry));
  return graph;
}

/** A convolution and the operations that follow it. */
function after(write: (graph: GraphBuilder, made: GraphValue) => GraphValue): GraphBuilder {
  const graph = new GraphBuilder('after');
  const shape = [2, 16, 4, 4];
  const [image, filter] = [graph.input('image', shape, 'float32'), graph.input('filter', [16, 16, 1, 1], 'float32')];
  const geometry = { kernel_shape: [1, 1], pads: [0, 0, 0, 0], strides: [1, 1] };
  graph.output('result', write(graph, graph.node('Conv', [image, filter], shape, 'float32', geometry)));
  return graph;
}

function operationsOf(bytes: Uint8Array): {
  blocked: string[];
  plain: string[];
  domains: (string | null | undefined)[];
} {
  const decoded = onnx.ModelProto.decode(bytes);
  const nodes = decoded.graph?.node ?? [];
  const named = (isBlocked: boolean): string[] =>
    nodes.filter(({ domain }) => (domain === 'com.microsoft.nchwc') === isBlocked).map(({ opType }) => opType ?? '');
  return { blocked: named(true), plain: named(false), domains: decoded.opsetImport.map(({ domain }) => domain) };
}

describe('images in blocks of channels', () => {
  it('stay in blocks from the first convolution to the last and are reordered where they are read', () => {
    const { blocked, plain } = operationsOf(model(sample(), { blockSize: 16 }));
    assert.deepEqual([...blocked].sort(), ['Conv', 'Conv', 'MaxPool', 'ReorderOutput', 'ReorderOutput']);
    assert.ok(!plain.includes('Relu'), 'relu is part of the convolution');
  });

  it('are used where the channels fill a third of them', () => {
    const blockedOf = (blockSize: number): string[] => operationsOf(model(sample(), { blockSize })).blocked;
    assert.deepEqual(blockedOf(128), []);
    assert.equal(blockedOf(64).filter((opType) => opType === 'Conv').length, 1, 'the one of 32 channels');
    assert.equal(blockedOf(32).filter((opType) => opType === 'Conv').length, 2);
  });

  it('are padded with zeros, and so are filters and offsets', () => {
    const graph = after((whole, made) => {
      const offset = whole.input('offset', [1, 16, 1, 1], 'float32');
      return whole.node('Add', [made, offset], made.shape, 'float32');
    });
    const { plain } = operationsOf(model(graph, { blockSize: 24 }));
    // The filter's outputs and the offset: an image of few channels that nothing made in blocks is read as it is.
    assert.equal(plain.filter((opType) => opType === 'Pad').length, 2);
  });

  it('are not used where the zeros of their padding would not stay finite', () => {
    const isDividedInBlocks = (blockSize: number): boolean => {
      const graph = after((whole, made) => {
        const other = whole.input('other', made.shape, 'float32');
        return whole.node('Relu', [whole.node('Div', [made, other], made.shape, 'float32')], made.shape, 'float32');
      });
      return compiled(graph, { blockSize }).nodes.some(
        ({ opType, outputs }) => opType === 'Div' && outputs[0]?.name.endsWith(':blocks'),
      );
    };
    assert.equal(isDividedInBlocks(16), true);
    assert.equal(isDividedInBlocks(24), false);
  });

  it('are used for a filter’s gradient where the examples fill them', () => {
    const { blocked } = operationsOf(model(filterGradient(32), { blockSize: 16 }));
    assert.deepEqual(
      blocked,
      ['ReorderInput', 'Conv', 'Conv', 'ReorderOutput'],
      'zeros beside the image, and the sums',
    );
    assert.deepEqual(operationsOf(model(filterGradient(20), { blockSize: 16 })).blocked, []);
  });

  it('are scaled, moved, added and rectified by convolutions', () => {
    const graph = after((whole, made) => {
      const scale = whole.input('scale', [1, 16, 1, 1], 'float32');
      const offset = whole.input('offset', [1, 16, 1, 1], 'float32');
      const other = whole.input('other', [2, 16, 4, 4], 'float32');
      const node = (opType: string, ...inputs: GraphValue[]): GraphValue =>
        whole.node(opType, inputs, made.shape, 'float32');
      return node('Relu', node('Add', node('Add', node('Mul', made, scale), offset), other));
    });
    const { blocked, plain } = operationsOf(model(graph, { blockSize: 16 }));
    assert.deepEqual([...blocked].sort(), ['Conv', 'Conv', 'ReorderInput', 'ReorderInput', 'ReorderOutput']);
    assert.deepEqual(
      plain.filter((opType) => ['Mul', 'Add', 'Relu'].includes(opType)),
      [],
    );
  });

  it('are multiplied and summed without the products being written', () => {
    const graph = after((whole, made) => {
      const axes = whole.constant([0, 2, 3], [3], 'int64');
      const squares = whole.node('Mul', [made, made], made.shape, 'float32');
      return whole.node('ReduceSum', [squares, axes], [16], 'float32', { keepdims: 0 });
    });
    const { blocked, plain } = operationsOf(model(graph, { blockSize: 16 }));
    assert.deepEqual(blocked, ['ReorderInput', 'Conv', 'Conv']);
    assert.ok(!plain.includes('Mul'));
  });

  it('are read as plain images by a convolution where they fill half of a block at most', () => {
    const secondOf = (blockSize: number, first: number): readonly (number | undefined)[] => {
      const graph = new GraphBuilder('two');
      const geometry = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] };
      const image = graph.input('image', [2, 1, 8, 8], 'float32');
      const [one, two] = [
        graph.input('one', [first, 1, 3, 3], 'float32'),
        graph.input('two', [16, first, 3, 3], 'float32'),
      ];
      const thin = graph.node('Conv', [image, one], [2, first, 8, 8], 'float32', geometry);
      graph.output('result', graph.node('Conv', [thin, two], [2, 16, 8, 8], 'float32', geometry));
      const convolutions = compiled(graph, { blockSize }).nodes.filter(({ opType }) => opType === 'Conv');
      return convolutions.map(({ inputs: [, filter] }) => filter?.shape[1]);
    };
    assert.deepEqual(secondOf(16, 6), [1, 6], 'six channels are multiplied, not sixteen');
    assert.deepEqual(secondOf(16, 8), [1, 8]);
    assert.deepEqual(secondOf(16, 10), [1, 16]);
  });

  it('are spread over tiles by one operation where each pixel of a tile gets the same', () => {
    const graph = after((whole, made) => depthToSpace(whole, [made, made, made, made], 2, 2));
    const { blocked, plain } = operationsOf(model(graph, { blockSize: 16 }));
    assert.deepEqual(blocked, ['ReorderInput', 'Conv', 'Upsample', 'ReorderOutput']);
    assert.ok(!plain.includes('Concat'));
  });

  it('get tanh and sigmoid from the convolution that makes them', () => {
    for (const opType of ['Tanh', 'Sigmoid']) {
      const graph = after((whole, made) => whole.node(opType, [made], made.shape, 'float32'));
      const { blocked, plain } = operationsOf(model(graph, { blockSize: 16 }));
      assert.deepEqual([blocked, plain.includes(opType)], [['ReorderInput', 'Conv', 'ReorderOutput'], false]);
    }
  });

  it('are not used in a model that other runtimes read', () => {
    const { blocked, domains } = operationsOf(model(sample()));
    assert.deepEqual([blocked, domains], [[], ['']]);
  });
});
