import assert from 'node:assert/strict';
import { onnx } from 'onnx-proto';
import { encodeModel } from '../../../src/engine/onnx/encode';
import { Graph } from '../../../src/engine/onnx/graph';

/** A thin convolution with relu, a pool and a wide convolution, the gradient of a filter as one, and an image read by rows. */
function sample(): Graph {
  const graph = new Graph('sample');
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
  const [single, filter] = [
    graph.input('single', [1, 16, 6, 6], 'float32'),
    graph.input('filter', [16, 16, 4, 4], 'float32'),
  ];
  const whole = { kernel_shape: [4, 4], pads: [0, 0, 0, 0], strides: [1, 1] };
  graph.output('gradient', graph.node('Conv', [single, filter], [1, 16, 3, 3], 'float32', whole));
  return graph;
}

function operationsOf(bytes: Uint8Array): {
  blocked: string[];
  plain: string[];
  domains: (string | null | undefined)[];
} {
  const model = onnx.ModelProto.decode(bytes);
  const nodes = model.graph?.node ?? [];
  const named = (isBlocked: boolean): string[] =>
    nodes.filter(({ domain }) => (domain === 'com.microsoft.nchwc') === isBlocked).map(({ opType }) => opType ?? '');
  return { blocked: named(true), plain: named(false), domains: model.opsetImport.map(({ domain }) => domain) };
}

describe('images in blocks of channels', () => {
  it('stay in blocks from the first convolution to the last and are reordered where they are read', () => {
    const { blocked, plain } = operationsOf(encodeModel(sample().finish({ blockSize: 16 })));
    assert.deepEqual([...blocked].sort(), ['Conv', 'Conv', 'MaxPool', 'ReorderOutput', 'ReorderOutput']);
    assert.ok(!plain.includes('Relu'), 'relu is part of the convolution');
    assert.equal(plain.filter((opType) => opType === 'Conv').length, 1, 'a filter’s gradient is not in blocks');
  });

  it('are left to convolutions whose channels fill them', () => {
    const { blocked } = operationsOf(encodeModel(sample().finish({ blockSize: 64 })));
    assert.deepEqual(blocked, []);
  });

  it('are not in a model that others read', () => {
    const { blocked, domains } = operationsOf(encodeModel(sample().finish()));
    assert.deepEqual([blocked, domains], [[], ['']]);
  });
});
