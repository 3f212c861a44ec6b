import assert from 'node:assert/strict';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';

describe('a graph that is traced', () => {
  it('has equal nodes of equal inputs once', () => {
    const graph = new GraphBuilder('sample');
    const x = graph.input('x', [2], 'float32');
    const first = graph.node('Softmax', [x], [2], 'float32', { axis: 0 });
    assert.equal(graph.node('Softmax', [x], [2], 'float32', { axis: 0 }), first);
    assert.equal(graph.existing('Softmax', [x], { axis: 0 }), first);
    assert.equal(graph.existing('Softmax', [x], { axis: 1 }), undefined);
    assert.equal(graph.finish().nodes.length, 1);
  });

  it('joins reshapes and transposes, and leaves out those that cancel', () => {
    const graph = new GraphBuilder('sample');
    const x = graph.input('x', [2, 3, 4], 'float32');
    const transposed = graph.transpose(graph.transpose(x, [2, 0, 1]), [1, 2, 0]);
    assert.equal(graph.transpose(transposed, [0, 1, 2]), x);
    const flat = graph.reshape(graph.reshape(x, [6, 4]), [24]);
    assert.equal(graph.madeBy(flat, 'Reshape')?.source, x);
    assert.equal(graph.reshape(flat, [2, 3, 4]), x);
  });

  it('writes a transpose that moves only axes of length 1 as a reshape', () => {
    const graph = new GraphBuilder('sample');
    const value = graph.transpose(graph.input('x', [1, 3, 4], 'float32'), [1, 0, 2]);
    assert.ok(graph.madeBy(value, 'Reshape'));
    assert.deepEqual(value.shape, [3, 1, 4]);
  });

  it('repeats one number in many places instead of storing it', () => {
    const graph = new GraphBuilder('sample');
    const ones = graph.constant(new Float32Array(12).fill(1), [3, 4], 'float32');
    const expanded = graph.madeBy(ones, 'Expand');
    assert.ok(expanded);
    assert.equal(graph.constantScalar(expanded.source), 1);
  });
});
