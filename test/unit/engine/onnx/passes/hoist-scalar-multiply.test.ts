import assert from 'node:assert/strict';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';
import type { GraphValue } from '../../../../../src/engine/onnx/graph/node';
import { hoistScalarMultiply } from '../../../../../src/engine/onnx/passes/hoist-scalar-multiply';

/** A small gradient, the large one before it, and both as a trainer scales them. */
class Sketch {
  readonly graph = new GraphBuilder('sketch');
  readonly rate = this.graph.input('rate', [], 'float32');
  readonly kernel = this.graph.input('kernel', [30, 4], 'float32');
  readonly activations = this.graph.input('activations', [8, 30], 'float32');
  readonly logits = this.graph.input('logits', [8, 4], 'float32');
  readonly small = this.graph.node('Exp', [this.logits], [8, 4], 'float32');
  readonly large = this.graph.node('Gemm', [this.small, this.kernel], [8, 30], 'float32', { transB: 1 });

  add(opType: string, inputs: readonly GraphValue[], shape: readonly number[]): GraphValue {
    return this.graph.node(opType, inputs, shape, 'float32', opType === 'Gemm' ? { transA: 1 } : {});
  }

  scale(value: GraphValue): GraphValue {
    return this.add('Mul', [value, this.rate], value.shape);
  }

  out(value: GraphValue): void {
    this.graph.output(`out:${value.name}`, value);
  }

  /** The names of the values that are multiplied by the rate after the pass. */
  scaled(): string[] {
    const { nodes, inputs, outputs } = hoistScalarMultiply.run(this.graph.finish());
    const known = new Set(inputs.map(({ name }) => name));
    for (const node of nodes) {
      for (const { name } of node.inputs) assert.ok(known.has(name), `${name} is used before it is made`);
      for (const { name } of node.outputs) known.add(name);
    }
    for (const { name } of outputs) assert.ok(known.has(name), `${name} is not made any more`);
    return nodes
      .filter(({ opType, inputs: operands }) => opType === 'Mul' && operands.some(({ name }) => name === 'rate'))
      .map(({ inputs: [first] }) => first?.name ?? '');
  }
}

/** Two layers' gradients, scaled at their ends, and one more use of a value. */
function layers(more: (sketch: Sketch) => void = () => undefined): { sketch: Sketch; ends: readonly GraphValue[] } {
  const sketch = new Sketch();
  const masked = sketch.add('Mul', [sketch.large, sketch.activations], [8, 30]);
  const ends = [
    sketch.add('Gemm', [sketch.activations, sketch.small], [30, 4]),
    sketch.add('ReduceSum', [masked], [30]),
    sketch.add('Gemm', [sketch.activations, masked], [30, 30]),
  ];
  for (const end of ends) sketch.out(sketch.add('Neg', [sketch.scale(end)], end.shape));
  more(sketch);
  return { sketch, ends };
}

describe('a scalar factor of gradients', () => {
  it('is multiplied into the smallest value from which all of them come', () => {
    const { sketch } = layers();
    assert.deepEqual(sketch.scaled(), [sketch.small.name]);
  });

  for (const [when, more] of [
    ['is given out', (sketch: Sketch) => sketch.out(sketch.small)],
    ['is used without the factor', (sketch: Sketch) => sketch.out(sketch.add('Neg', [sketch.small], [8, 4]))],
    [
      'is squared on the way',
      (sketch: Sketch) => sketch.out(sketch.scale(sketch.add('Mul', [sketch.small, sketch.small], [8, 4]))),
    ],
    [
      'is added to something else',
      (sketch: Sketch) => sketch.out(sketch.scale(sketch.add('Add', [sketch.small, sketch.logits], [8, 4]))),
    ],
  ] as const) {
    it(`multiplies each gradient where that value ${when}`, () => {
      const { sketch } = layers(more);
      assert.ok(!sketch.scaled().includes(sketch.small.name));
      assert.ok(sketch.scaled().length >= 2);
    });
  }

  it('is not hoisted twice where both operands of a product come from that value', () => {
    const sketch = new Sketch();
    const both = sketch.add('Gemm', [sketch.small, sketch.add('Neg', [sketch.small], [8, 4])], [4, 4]);
    const end = sketch.scale(both);
    sketch.out(end);
    assert.deepEqual(sketch.scaled(), [both.name]);
  });

  it('stays where it multiplies fewer values than before', () => {
    const sketch = new Sketch();
    const sum = sketch.add('ReduceSum', [sketch.large], [30]);
    sketch.out(sketch.scale(sum));
    assert.deepEqual(sketch.scaled(), [sum.name]);
  });
});
