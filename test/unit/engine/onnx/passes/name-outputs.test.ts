import assert from 'node:assert/strict';
import { onnx } from 'onnx-proto';
import * as ort from 'onnxruntime-node';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';
import { model } from './compiled';

describe('outputs of a graph', () => {
  it('are copied only where an input is an output or a value has two names', async () => {
    const graph = new GraphBuilder('sample');
    const x = graph.input('x', [2], 'float32');
    const doubled = graph.node('Add', [x, x], [2], 'float32');
    const negative = graph.node('Neg', [doubled], [2], 'float32');
    graph.output('same', x);
    graph.output('twice', doubled);
    graph.output('twice again', doubled);
    graph.output('below', negative);
    const bytes = model(graph);

    const nodes = onnx.ModelProto.decode(bytes).graph?.node ?? [];
    assert.deepEqual(nodes.map(({ opType, output }) => `${opType ?? ''} ${output?.join() ?? ''}`).sort(), [
      'Add twice',
      'Identity same',
      'Identity twice again',
      'Neg below',
    ]);
    const session = await ort.InferenceSession.create(bytes);
    const results = await session.run({ x: new ort.Tensor('float32', Float32Array.of(1, 3), [2]) });
    const found = Object.entries(results).map(([name, { data }]) => [name, [...(data as Float32Array)]]);
    assert.deepEqual(Object.fromEntries(found), {
      ...{ same: [1, 3], twice: [2, 6], 'twice again': [2, 6], below: [-2, -6] },
    });
    await session.release();
  });
});
