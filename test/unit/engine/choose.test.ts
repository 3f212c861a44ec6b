import assert from 'node:assert/strict';
import { createEngine } from '../../../src/engine';

describe('the choice of an engine', () => {
  it('takes ONNX Runtime where nothing speaks against it', async () => {
    const { engine, rejected } = await createEngine({ preferred: 'auto', threads: 1 });
    assert.deepEqual([engine.name, rejected], ['onnx', []]);
    await engine.dispose();
  });

  it('passes over engines with their reasons, and says why others were not taken', async () => {
    const without = [
      { name: 'onnx', reason: 'it cannot trace this' },
      { name: 'tensorflow', reason: 'it is not wanted' },
    ];
    const { engine, rejected } = await createEngine({ preferred: 'auto', threads: 1, without });
    assert.deepEqual([engine.name, rejected], ['wasm', without]);
    await engine.dispose();
  });
});
