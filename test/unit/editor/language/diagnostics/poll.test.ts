import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Poll } from '../../../../../src/editor/language/diagnostics/poll';

describe('a look that is repeated', () => {
  let looks: number;
  let time: number;
  let poll: Poll;
  /** Ends the look that is under way. */
  let end = (): void => undefined;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    [looks, time] = [0, 0];
    poll = new Poll(
      () => {
        looks += 1;
        return new Promise((resolve) => (end = resolve));
      },
      3000,
      () => time,
    );
  });
  afterEach(() => {
    poll.dispose();
    mock.timers.reset();
  });

  /** Ends the look after some ms, and lets what waits for it go on. */
  const endAfter = async (ms: number): Promise<void> => {
    time += ms;
    end();
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('begins after a pause, and again after each look, never beside one', async () => {
    poll.start();
    poll.start();
    mock.timers.tick(2999);
    assert.equal(looks, 0);
    mock.timers.tick(1);
    assert.equal(looks, 1);
    poll.start();
    mock.timers.tick(60_000);
    assert.equal(looks, 1);
    await endAfter(1);
    mock.timers.tick(3000);
    assert.equal(looks, 2);
  });

  it('takes a hundredth of the time at most', async () => {
    poll.start();
    mock.timers.tick(3000);
    await endAfter(1000);
    mock.timers.tick(99_999);
    assert.equal(looks, 1);
    mock.timers.tick(1);
    assert.equal(looks, 2);
  });

  it('ends with the one who wants it, also while it looks', async () => {
    poll.start();
    poll.dispose();
    mock.timers.tick(3000);
    assert.equal(looks, 0);
    poll.start();
    mock.timers.tick(3000);
    poll.dispose();
    await endAfter(1);
    mock.timers.tick(60_000);
    assert.equal(looks, 1);
  });

  it('is not repeated after a failure until it is started again', async () => {
    let fails = 0;
    const failing = new Poll(() => Promise.reject(new Error(`${(fails += 1)}`)), 3000);
    const unhandled: unknown[] = [];
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (error) => unhandled.push(error));
    failing.start();
    mock.timers.tick(3000);
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(60_000);
    failing.start();
    mock.timers.tick(3000);
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('unhandledRejection');
    for (const other of others) process.on('unhandledRejection', other);
    failing.dispose();
    assert.deepEqual(unhandled.map(String), ['Error: 1', 'Error: 2']);
  });
});
