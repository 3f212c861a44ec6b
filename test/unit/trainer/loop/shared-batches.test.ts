import assert from 'node:assert/strict';
import type { Batch } from '../../../../src/data';
import { SharedBatches } from '../../../../src/trainer/loop/shared-batches';

function source(): { shared: SharedBatches; made: number[]; released: Batch[]; closed: () => number } {
  const [made, released]: [number[], Batch[]] = [[], []];
  let closed = 0;
  const shared = new SharedBatches({
    take: (step) => {
      made.push(step);
      return Promise.resolve({ count: step } as Batch);
    },
    prepare: () => undefined,
    release: (batches) => void released.push(...batches),
    close: () => Promise.resolve(void (closed += 1)),
  });
  return { shared, made, released, closed: () => closed };
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

  it('are given back once all trainings that took them have released them', async () => {
    const { shared, released } = source();
    const [one, other] = [shared.join(0), shared.join(0)];
    const batch = await one.take(0);
    one.release([batch]);
    assert.deepEqual(released, [], 'the other has not taken it');
    await other.take(0);
    other.release([batch]);
    assert.deepEqual(released, [batch]);
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
