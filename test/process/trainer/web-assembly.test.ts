import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { runAttempt, type Ended } from './small-run';
import { SmallRuns } from './small-runs';

describe('the trainer where no native ONNX Runtime can be loaded', function () {
  this.timeout(120_000);
  let runs: SmallRuns;
  before(() => (runs = new SmallRuns()));
  after(() => runs.remove());

  const attempt = (folder: string, number = 1, stopAt?: string): Promise<Ended> =>
    runAttempt(folder, { number, stopAt, data: runs.root, env: { DISTILLERY_ONNX_RUNTIME: 'wasm' } });

  it('trains in WebAssembly on several threads, answers a stop, goes on, exports its student, and ends', async () => {
    const train = { epochs: 25, batchSize: 64, threads: 2, optimizer: { learningRate: 0.01 } };
    const folder = runs.add('shared', { train });
    const stopped = await attempt(folder, 1, '"phase":"student"');
    assert.deepEqual([stopped.code, stopped.last?.type], [0, 'stopped']);
    const started = stopped.events.find((event) => event.type === 'started');
    assert.deepEqual([started?.engine, started?.threads], ['wasm', 2]);
    assert.ok(stopped.notices.includes("the engine 'onnx' was not taken: DISTILLERY_ONNX_RUNTIME is 'wasm'"));
    const finished = await attempt(folder, 2);
    assert.equal(finished.code, 0);
    assert.ok(finished.last?.type === 'finished' && finished.last.accuracy > 0.8, JSON.stringify(finished.last));
    const [first] = finished.events.filter((event) => event.type === 'step' && event.phase === 'student');
    assert.ok(first?.type === 'step' && first.step > 1, 'it goes on where it was stopped');
    assert.ok(existsSync(path.join(folder, 'student', 'student.onnx')));
  });
});
