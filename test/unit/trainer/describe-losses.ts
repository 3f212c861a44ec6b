import assert from 'node:assert/strict';
import { run, type StepEvent } from './training-run';

/** Promise of a training by some losses. */
export function describeLosses(names: readonly string[]): void {
  describe('training by every objective', function () {
    this.timeout(30_000);
    for (const name of names) {
      it(`loss ${name}: lowers what it measures`, async () => {
        const { steps } = await run({
          loss: { kind: name, hard: 0, soft: 1, warmup: 0 },
          train: { epochs: 20, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.01 } },
        });
        const mean = (some: readonly StepEvent[]): number =>
          some.reduce((sum, { soft = NaN }) => sum + soft, 0) / some.length;
        assert.ok(
          mean(steps.slice(-6)) < 0.9 * mean(steps.slice(0, 6)),
          `${mean(steps.slice(0, 6))}, ${mean(steps.slice(-6))}`,
        );
      });
    }
  });
}
