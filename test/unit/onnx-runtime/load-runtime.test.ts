import assert from 'node:assert/strict';
import { loadNativeRuntime, loadRuntime, type OnnxRuntime } from '../../../src/onnx-runtime';
import { encodeModel } from '../../../src/engine/onnx/graph/encode';
import type { GraphValue } from '../../../src/engine/onnx/graph/node';

const [x, y] = ['x', 'y'].map((name): GraphValue => ({ name, shape: [3], type: 'float32' })) as [
  GraphValue,
  GraphValue,
];
const negation = encodeModel({
  ...{ name: 'negation', initializers: [], inputs: [x] },
  nodes: [{ opType: 'Neg', inputs: [x], outputs: [y], attributes: {} }],
  outputs: [{ name: 'y', type: 'float32' }],
});

/** Results of several runs of a negation that begin at once. */
async function negated(runtime: OnnxRuntime): Promise<number[][]> {
  const session = await runtime.createSession(negation);
  const runs = [1, 2, 3].map((value) =>
    session.run({ x: new runtime.Tensor('float32', new Float32Array(3).fill(value), [3]) }),
  );
  const results = await Promise.all(runs);
  await session.release();
  return results.map((result) => [...(result['y']?.data as Float32Array)]);
}

const expected = [
  [-1, -1, -1],
  [-2, -2, -2],
  [-3, -3, -3],
];

describe('the runtime of this machine', () => {
  it('is the native library where there is one', async () => {
    const runtime = await loadRuntime(1);
    assert.equal(runtime.kind, 'native');
    assert.deepEqual(await negated(runtime), expected);
  });

  it('is the one in WebAssembly where the environment asks for that, and the native one still works beside it', async () => {
    process.env['DISTILLERY_ONNX_RUNTIME'] = 'wasm';
    try {
      await assert.rejects(loadNativeRuntime(), /^Error: DISTILLERY_ONNX_RUNTIME is 'wasm'$/);
      const runtime = await loadRuntime(1);
      assert.equal(runtime.kind, 'wasm');
      assert.match(runtime.version, /^\d+\.\d+\.\d+/);
      assert.deepEqual(await negated(runtime), expected);
    } finally {
      delete process.env['DISTILLERY_ONNX_RUNTIME'];
    }
    const native = await loadRuntime(1);
    assert.equal(native.kind, 'native');
    assert.deepEqual(await negated(native), expected);
  });

  it('says which model cannot be opened in WebAssembly, and goes on', async () => {
    process.env['DISTILLERY_ONNX_RUNTIME'] = 'wasm';
    try {
      const runtime = await loadRuntime(1);
      await assert.rejects(runtime.createSession(new Uint8Array([1, 2, 3])), /protobuf parsing failed|ModelProto/i);
      assert.deepEqual(await negated(runtime), expected);
    } finally {
      delete process.env['DISTILLERY_ONNX_RUNTIME'];
    }
  });
});
