import assert from 'node:assert/strict';
import type { Batch } from '../../../../src/data';
import { SharedBatches } from '../../../../src/trainer/loop/shared-batches';

function source(): { shared: SharedBatches; made: number[]; closed: () => number } {
  const made: number[] = [];
  let closed = 0;
  const shared = new SharedBatches({
    take: (step) => {
      made.push(step);
      return Promise.resolve({ count: step, indices: Int32Array.of(step, step + 1) } as Batch);
    },
    prepare: () => undefined,
    close: () => Promise.resolve(void (closed += 1)),
  });
  return { shared, made, closed: () => closed };
}

describe('shared batches', () => {
  it('are made once for all trainings that take them', async () => {
    const { shared, made } = source();
    const [one, other] = [shared.join(0), shared.join(0)];
    const [first, second] = await Promise.all([one.take(0), other.take(0)]);
    assert.equal(first, second);
    assert.equal(await one.take(1), await other.take(1));
    assert.deepEqual(made, [0, 1]);
  });

  it('have the rows of a teacher’s logits once for all trainings, and those of another teacher apart', async () => {
    const { shared } = source();
    const trainings = [shared.join(0), shared.join(0)];
    const batch = await shared.join(0).take(1);
    const sizes = { batchSize: 2, classes: 2 };
    const [logits, others] = [Float32Array.of(0, 1, 2, 3, 4, 5), Float32Array.of(5, 4, 3, 2, 1, 0)];
    const [one, other] = trainings.map(({ gather }) => gather?.(logits, batch, sizes));
    assert.equal(one, other);
    assert.deepEqual([...(one ?? [])], [2, 3, 4, 5]);
    assert.deepEqual([...(trainings[1]?.gather?.(others, batch, sizes) ?? [])], [3, 2, 1, 0]);
    const next = await shared.join(0).take(0);
    assert.deepEqual([...(trainings[0]?.gather?.(logits, next, sizes) ?? [])], [0, 1, 2, 3]);
  });

  it('are kept until all trainings have taken them, and no longer', async () => {
    const { shared, made } = source();
    const [one, other] = [shared.join(0), shared.join(0)];
    const batch = await one.take(0);
    await one.take(1);
    assert.equal(await other.take(0), batch);
    await one.take(0);
    assert.deepEqual(made, [0, 1, 0], 'the first was dropped once both had it');
  });

  it('go on from the step of each training, and end with the last of them', async () => {
    const { shared, made, closed } = source();
    const [resumed, fresh] = [shared.join(5), shared.join(0)];
    assert.equal((await resumed.take(5)).count, 5);
    assert.equal((await fresh.take(0)).count, 0);
    await fresh.close();
    assert.equal(closed(), 0);
    await resumed.take(6);
    await resumed.close();
    assert.equal(closed(), 1);
    assert.deepEqual(made, [5, 0, 6]);
  });
});
