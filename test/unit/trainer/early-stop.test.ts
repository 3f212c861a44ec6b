import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProgressTracker } from '../../../src/trainer/loop/progress';
import { run, type StepEvent } from './training-run';

/** A rate at which the synthetic classes are learnt within a few epochs, and then got no better. */
const train = { epochs: 40, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.05 } };
const stopping = { ...train, earlyStop: { patience: 2 } };
const weightsOf = (file: Buffer): Buffer => file.subarray(file.indexOf('\n', file.indexOf('\n') + 1));
const ratesOf = (steps: readonly StepEvent[]): (number | undefined)[] => steps.map(({ learningRate }) => learningRate);

describe('an early stop', () => {
  it('ends the training after its patience, says so and finishes the run with the best epoch', async () => {
    const { steps, finished, notices } = await run({ train: stopping });
    assert.ok(finished?.stoppedEarly !== undefined);
    const { epoch, patience } = finished.stoppedEarly;
    assert.equal(patience, 2);
    assert.ok(epoch < 40, `${epoch}`);
    assert.equal(steps.length, 3 * epoch);
    assert.ok(notices.includes(`the student is stopped early at epoch ${epoch}: no better for 2 epochs`));
  });

  it('leaves a training that gets better to its last epoch', async () => {
    const { finished } = await run({ train: { ...train, epochs: 2, earlyStop: { patience: 2 } } });
    assert.ok(finished !== undefined && finished.stoppedEarly === undefined);
  });

  for (const earlyStop of [stopping.earlyStop, { patience: 2, metric: 'cross-entropy', minDelta: 0.02 }]) {
    const schedule = { kind: 'plateau', patience: 1, factor: 0.5 };
    const config = { train: { ...train, earlyStop, schedule, checkpoint: { everySteps: 4 } } };
    it(`with a plateau goes on after a stop as if there had been none, bit for bit: ${JSON.stringify(earlyStop)}`, async () => {
      const whole = await run(config);
      assert.ok(new Set(ratesOf(whole.steps)).size > 1, 'the learning rate falls');
      const last = whole.steps.length;
      // Within an epoch, at the end of one, and in the last.
      for (const stopAfter of [4, 9, last - 3, last - 1]) {
        const folder = mkdtempSync(path.join(tmpdir(), 'distillery-early-stop-'));
        await assert.rejects(run(config, stopAfter, folder));
        const rest = await run(config, Infinity, folder);
        rmSync(folder, { recursive: true });
        assert.deepEqual(ratesOf(rest.steps), ratesOf(whole.steps.slice(last - rest.steps.length)));
        assert.deepEqual(rest.finished?.stoppedEarly, whole.finished?.stoppedEarly);
        assert.ok(weightsOf(rest.weights).equals(weightsOf(whole.weights)), `after ${stopAfter}`);
      }
    });
  }

  it('trains no further where it had already ended the training', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-early-stop-'));
    const whole = await run({ train: stopping }, Infinity, folder);
    const again = await run({ train: stopping }, Infinity, folder);
    rmSync(folder, { recursive: true });
    assert.deepEqual([again.steps.length, again.finished?.stoppedEarly], [0, whole.finished?.stoppedEarly]);
  });

  it('keeps its wait where the best weights are gone', () => {
    const tracker = new ProgressTracker('best');
    const { step, bestEpoch, bestAccuracy, bestCrossEntropy, seconds } = tracker.current;
    const stored = { step, bestEpoch, bestAccuracy, bestCrossEntropy, seconds, evaluatedEpochs: 3 };
    tracker.resume({ ...stored, earlyStop: { best: 0.5, epochs: 2 } }, false);
    assert.deepEqual(tracker.current.earlyStop, { best: 0.5, epochs: 2 });
  });
});
