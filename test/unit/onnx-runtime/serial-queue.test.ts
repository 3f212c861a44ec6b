import assert from 'node:assert/strict';
import { SerialQueue } from '../../../src/onnx-runtime/serial-queue';

describe('a queue of runs', () => {
  it('begins each piece of work when the one before is done, failed or not, and gives each its result', async () => {
    const queue = new SerialQueue();
    const log: string[] = [];
    const work =
      (name: string, fails = false) =>
      async (): Promise<string> => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${name} ends`);
        if (fails) throw new Error(`${name} failed`);
        return name;
      };
    const results = await Promise.allSettled([queue.add(work('a', true)), queue.add(work('b')), queue.add(work('c'))]);
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    assert.deepEqual(
      results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason))),
      ['Error: a failed', 'b', 'c'],
    );
  });
});
