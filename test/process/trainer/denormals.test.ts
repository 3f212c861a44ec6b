import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');

/** Squares of 1e-20, which float32 has only as denormal numbers, by sessions on two threads: the counts of zeros among them. */
const program = `
  import { createRequire } from 'node:module';
  const require = createRequire(${JSON.stringify(__filename)});
  const { encodeModel } = require('../../../src/engine/onnx/graph/encode.ts');
  const { loadRuntime } = require('../../../src/onnx-runtime/index.ts');
  const count = 400_000;
  const [x, y] = ['x', 'y'].map((name) => ({ name, shape: [count], type: 'float32' }));
  const nodes = [{ opType: 'Mul', inputs: [x, x], outputs: [y], attributes: {} }];
  const model = encodeModel({ name: 'square', initializers: [], inputs: [x], nodes, outputs: [y] });
  const ort = await loadRuntime(1);
  const zeros = [];
  for (const extra of [undefined, { session: { intra_op: { allow_spinning: '1' } } }]) {
    const session = await ort.createSession(model, { intraOpNumThreads: 2, ...(extra && { extra }) });
    const { y: squares } = await session.run({ x: new ort.Tensor('float32', new Float32Array(count).fill(1e-20), [count]) });
    zeros.push(squares.data.filter((square) => square === 0).length);
  }
  console.log(JSON.stringify(zeros));
`;

describe('numbers below the smallest normal one', function () {
  this.timeout(60_000);

  // A process of its own: its first session decides for the thread of JavaScript.
  it('are zeros on every thread of every session', () => {
    const words = ['--import', 'tsx', '--input-type=module', '--eval', program];
    const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
    assert.equal(stdout.trim(), '[400000,400000]', stderr);
  });
});
