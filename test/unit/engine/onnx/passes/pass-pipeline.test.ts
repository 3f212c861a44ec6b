import assert from 'node:assert/strict';
import { exportPipeline, runPasses, trainingPipeline } from '../../../../../src/engine/onnx/passes/pass-pipeline';
import { GraphBuilder } from '../../../../../src/engine/onnx/trace/graph-builder';

/** A convolution of 16 channels, and a node that no output needs. */
function sample(): ReturnType<GraphBuilder['finish']> {
  const graph = new GraphBuilder('sample');
  const x = graph.input('x', [2, 16, 8, 8], 'float32');
  const filter = graph.input('filter', [16, 16, 1, 1], 'float32');
  graph.node('Exp', [x], [2, 16, 8, 8], 'float32');
  graph.output('y', graph.node('Conv', [x, filter], [2, 16, 8, 8], 'float32', { kernel_shape: [1, 1] }));
  return graph.finish();
}

describe('the pipeline of passes', () => {
  it('shows the graph after each pass, without dead code, and what the pass declined', () => {
    const seen: string[] = [];
    const reasons: string[] = [];
    const passes = trainingPipeline({ blockSize: 16, frozen: new Map() });
    const last = runPasses(sample(), passes, (pass, { nodes }, declines) => {
      seen.push(pass);
      reasons.push(...declines.map(({ rule, reason }) => `${pass}/${rule}: ${reason}`));
      assert.ok(!nodes.some(({ opType }) => opType === 'Exp'), pass);
    });
    assert.deepEqual(seen, ['trace', ...passes.map(({ name }) => name)]);
    assert.ok(reasons.includes('scan-loop/scan: it carries nothing from step to step'), reasons.join('\n'));
    assert.deepEqual(
      last.nodes.map(({ opType, domain }) => (domain === undefined ? opType : `nchwc.${opType}`)),
      ['nchwc.ReorderInput', 'Reshape', 'Transpose', 'Reshape', 'nchwc.Conv', 'nchwc.ReorderOutput'],
    );
  });

  it('keeps to ONNX’s own operations in a model that is exported', () => {
    const frozen = new Map([['filter', new Float32Array(256)]]);
    const { nodes, inputs, initializers } = runPasses(sample(), exportPipeline(frozen));
    assert.deepEqual(
      nodes.map(({ opType, domain }) => [opType, domain]),
      [['Conv', undefined]],
    );
    assert.deepEqual(
      inputs.map(({ name }) => name),
      ['x'],
    );
    assert.deepEqual(
      initializers.map(({ value }) => value.name),
      ['filter'],
    );
  });
});
