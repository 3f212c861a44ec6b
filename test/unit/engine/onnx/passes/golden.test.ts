import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { depthToSpaceType } from '../../../../../src/engine/onnx/graph/depth-to-space';
import { encodeModel } from '../../../../../src/engine/onnx/graph/encode';
import type { Graph } from '../../../../../src/engine/onnx/graph/graph';
import { dynamicLength, type GraphValue } from '../../../../../src/engine/onnx/graph/node';
import { sizeOf } from '../../../../../src/engine/onnx/graph/shape';
import { loadNativeRuntime } from '../../../../../src/onnx-runtime';
import { measureBlockSize } from '../../../../../src/engine/onnx/runtime/block-size';
import { sessionOptions } from '../../../../../src/engine/onnx/runtime/session-options';
import { goldenText, graphAfter, graphBefore, type Golden } from './cases/golden-case';
import { vectorizeGolden } from './cases/ensemble-cases';
import { lowerDepthToSpaceGolden, nchwcGolden } from './cases/image-cases';
import { turnLogitsGolden } from './cases/logit-cases';
import {
  freezeVariablesGolden,
  hoistFrozenLayersGolden,
  scanLoopGolden,
  transposeWeightsGolden,
} from './cases/matrix-cases';
import { fuseGolden, hoistScalarMultiplyGolden, nameOutputsGolden, pruneGolden } from './cases/scalar-cases';
import { packUpdatesGolden } from './cases/update-cases';

const folder = 'test/unit/engine/onnx/passes/golden';

const goldens = (blockSize: number): readonly Golden[] => [
  pruneGolden,
  hoistScalarMultiplyGolden,
  fuseGolden,
  turnLogitsGolden,
  transposeWeightsGolden,
  nchwcGolden(blockSize),
  lowerDepthToSpaceGolden,
  nameOutputsGolden,
  packUpdatesGolden,
  freezeVariablesGolden,
  scanLoopGolden,
  hoistFrozenLayersGolden,
  vectorizeGolden,
];

describe('a pass', () => {
  for (const golden of goldens(16)) {
    const { name } = golden.pass;
    it(`rewrites and declines as its golden text says: ${name}`, () => {
      const file = path.join(folder, `${name}.txt`);
      const text = goldenText(golden);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
      assert.equal(text, readFileSync(file, 'utf8'), 'UPDATE_GOLDEN=1 writes the golden texts anew');
      assert.match(text, /^after /m, 'a case that is rewritten');
      assert.match(text, /^declined /m, 'a case that is declined');
    });
  }

  it('gives each value one shape, and makes it before it is read', () => {
    for (const golden of goldens(16)) {
      for (const one of golden.cases) verify(graphAfter(golden, graphBefore(golden, one)), one.title);
    }
  });

  it('gives values the shapes that ONNX Runtime computes', async function () {
    const blockSize = await measureBlockSize(await loadNativeRuntime());
    for (const golden of goldens(blockSize)) {
      for (const one of golden.cases) {
        const graph = graphAfter(golden, graphBefore(golden, one));
        if (graph.nodes.some(({ opType }) => opType === depthToSpaceType)) continue;
        await compareShapes(graph, `${golden.pass.name}, ${one.title}`);
      }
    }
  });
});

/** Asserts single assignment: values are made once, before they are read, and have one shape wherever they are named. */
function verify(graph: Graph, title: string): void {
  const shapes = new Map<string, string>();
  const note = ({ name, shape, type }: GraphValue): void => {
    const text = `${type} [${shape.join()}]`;
    assert.equal(shapes.get(name) ?? text, text, `${title}: ${name}`);
    shapes.set(name, text);
  };
  graph.inputs.forEach(note);
  for (const { inputs, outputs } of graph.nodes) {
    for (const value of inputs) {
      assert.ok(
        shapes.has(value.name) || graph.constants.has(value),
        `${title}: ${value.name} is read before it is made`,
      );
      note(value);
    }
    for (const value of outputs) {
      assert.ok(!shapes.has(value.name), `${title}: ${value.name} is made twice`);
      note(value);
    }
  }
  for (const value of graph.outputs) {
    assert.ok(shapes.has(value.name), `${title}: ${value.name} is not made`);
    note(value);
  }
}

/** Runs a graph whose values are all outputs, and compares their dimensions with the shapes in the graph. */
async function compareShapes(graph: Graph, title: string): Promise<void> {
  const steps = 2;
  const made = graph.nodes.flatMap(({ outputs }) => outputs);
  const outputs = made.map(({ name, type }) => ({ name, type }));
  const { name, nodes, initializers, inputs } = graph;
  const model = encodeModel({ name, nodes, initializers, inputs, outputs });
  const session = await ort.InferenceSession.create(model, sessionOptions(1));
  const feeds = inputs.map(({ name: input, shape, type }) => {
    const dims = shape.map((length) => (length === dynamicLength ? steps : length));
    const values = type === 'float32' ? new Float32Array(sizeOf(dims)).fill(0.5) : new Int32Array(sizeOf(dims));
    return [input, new ort.Tensor(type === 'float32' ? 'float32' : 'int32', values, dims)] as const;
  });
  const results = await session.run(Object.fromEntries(feeds));
  await session.release();
  for (const { name: value, shape } of made) {
    const dims = results[value]?.dims ?? [];
    const known = dims.map((length, axis) => (shape[axis] === dynamicLength ? dynamicLength : length));
    assert.deepEqual(known, shape, `${title}: ${value}`);
  }
}
