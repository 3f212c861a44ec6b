import assert from 'node:assert/strict';
import { distillationStep, workloads } from '../../../../scripts/bench/steps.mjs';
import { createEngine } from '../../../../src/engine';

const batch = 2;

/** Losses of steps one by one and of some at once. */
async function lossesOn(preferred: 'onnx' | 'wasm', workload: string): Promise<number[]> {
  const { engine } = await createEngine({ preferred, threads: 1 });
  try {
    const { program, feeds } = distillationStep(engine, workload, { batch });
    const step = await engine.compile(program);
    const outputs = [await step.run(feeds), ...(await step.runAll([feeds, feeds]))];
    return outputs.map(({ loss }) => loss?.[0] ?? Number.NaN);
  } finally {
    await engine.dispose();
  }
}

/** One workload of each kind of network: of dense layers, of convolutions, and of those of each channel. */
export const usualWorkloads = ['mlp adam', 'cnn-64 sgd, cached logits', 'mobilenet sgd'];

/** Workloads whose graphs differ in more than numbers: a batch and classes of another size make no other operations. */
export const otherWorkloads = Object.keys(workloads).filter(
  (name) => !/batch|100 classes/.test(name) && !usualWorkloads.includes(name),
);

/** Promises of the steps of the bench, for some of its workloads. */
export function describeWorkloads(names: readonly string[]): void {
  describe('the steps of the bench', function () {
    this.timeout(60_000);
    for (const workload of names) {
      it(`have the native runtime's losses in WebAssembly: ${workload}`, async () => {
        const native = await lossesOn('onnx', workload);
        assert.equal(new Set(native).size, 3, 'it learns from step to step');
        const found = await lossesOn('wasm', workload);
        found.forEach((loss, index) => {
          const expected = native[index] ?? Number.NaN;
          assert.ok(Math.abs(loss - expected) <= 1e-5 * expected, `step ${index}: ${loss}, natively ${expected}`);
        });
      });
    }
  });
}
