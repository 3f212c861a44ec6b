import assert from 'node:assert/strict';
import { ConstantPool } from '../../../../../src/engine/onnx/graph/constant-pool';
import type { GraphNode, GraphValue } from '../../../../../src/engine/onnx/graph/node';
import { printGraph } from '../../../../../src/engine/onnx/graph/print';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';

/** y = -x, z = y + y. */
function sample(): { graph: ReturnType<GraphBuilder['finish']>; x: GraphValue; y: GraphValue } {
  const builder = new GraphBuilder('sample');
  const x = builder.input('x', [2, 3], 'float32');
  const y = builder.node('Neg', [x], [2, 3], 'float32');
  builder.output('z', builder.node('Add', [y, y], [2, 3], 'float32'));
  return { graph: builder.finish(), x, y };
}

describe('a graph', () => {
  it('knows the producer of a value, and its users once for each reading', () => {
    const { graph, x, y } = sample();
    assert.equal(graph.producer(y)?.opType, 'Neg');
    assert.equal(graph.producer(x), undefined);
    assert.deepEqual(
      graph.users(y).map(({ opType }) => opType),
      ['Add', 'Add'],
    );
  });

  it('knows them of values that a pass has made too, and does not change itself', () => {
    const { graph, x, y } = sample();
    const made: GraphValue = { ...y, name: 'made' };
    const node: GraphNode = { opType: 'Exp', inputs: [x], outputs: [made], attributes: {} };
    const after = graph.with({ nodes: [node, ...graph.nodes.map((one) => ({ ...one, inputs: [made] }))] });
    assert.equal(after.producer(made), node);
    assert.equal(after.users(made).length, graph.nodes.length);
    assert.equal(graph.producer(made), undefined);
  });

  it('writes the constants that its nodes read, and no others', () => {
    const builder = new GraphBuilder('sample');
    const x = builder.input('x', [2], 'float32');
    const [read] = [builder.constant([2], [], 'float32'), builder.constant([3], [], 'float32')];
    assert.ok(read);
    builder.output('y', builder.node('Mul', [x, read], [2], 'float32'));
    assert.deepEqual(
      builder.finish().initializers.map(({ value }) => value),
      [read],
    );
  });

  it('is shown with its shapes, and with small constants as what they hold', () => {
    const builder = new GraphBuilder('sample');
    const x = builder.input('x', [2, 3], 'float32');
    const scaled = builder.node('Mul', [x, builder.constant([0.5], [], 'float32')], [2, 3], 'float32');
    builder.output('y', builder.reshape(scaled, [6]));
    assert.deepEqual(printGraph(builder.finish()), [
      'inputs %x f32[2,3]',
      '%v2 = Mul(%x, 0.5)       f32[2,3]',
      '%v4 = Reshape(%v2, [6])  f32[6]',
      '%y = Identity(%v4)       f32[6]',
    ]);
  });
});

describe('a pool of constants', () => {
  const pool = (): ConstantPool => {
    let count = 0;
    return new ConstantPool(() => (count += 1));
  };

  it('holds equal small constants once, but tells 0 from -0, types and shapes apart', () => {
    const constants = pool();
    const zero = constants.intern([0], [], 'float32');
    assert.equal(constants.intern([0], [], 'float32'), zero);
    for (const other of [
      constants.intern([-0], [], 'float32'),
      constants.intern([0], [], 'int32'),
      constants.intern([0], [1], 'float32'),
    ]) {
      assert.notEqual(other.name, zero.name);
    }
  });

  it('gives the numbers of scalars and of lists, by which passes decide', () => {
    const constants = pool();
    assert.equal(constants.scalar(constants.float(0.9)), 0.9);
    assert.deepEqual(constants.list(constants.integers([2, 3])), [2, 3]);
    assert.equal(constants.scalar(constants.integers([2, 3])), undefined);
    assert.equal(constants.list(constants.float(1)), undefined);
  });
});
