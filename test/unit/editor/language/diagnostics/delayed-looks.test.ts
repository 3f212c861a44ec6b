import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { DelayedLooks } from '../../../../../src/editor/language/diagnostics/delayed-looks';

const delays = { delayMs: 300, maxDelayMs: 2000 };

describe('a look that is wished for', () => {
  let looked: string[];
  let looks: DelayedLooks<string>;
  /** Ends the look that is under way. */
  let end = (): void => undefined;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    looked = [];
    looks = new DelayedLooks((thing) => {
      looked.push(thing);
      return new Promise((resolve) => (end = resolve));
    }, delays);
  });
  afterEach(() => {
    looks.dispose();
    mock.timers.reset();
  });

  /** Lets all that waits for a look that has ended go on. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('begins a little after the last wish', () => {
    looks.wish('a');
    mock.timers.tick(299);
    looks.wish('a');
    looks.wish('b');
    mock.timers.tick(299);
    assert.deepEqual(looked, []);
    mock.timers.tick(1);
    assert.deepEqual(looked, ['a', 'b']);
    mock.timers.tick(10_000);
    assert.deepEqual(looked, ['a', 'b']);
  });

  it('is put off by no stream of wishes beyond the longest delay', async () => {
    for (let ms = 0; ms < 6000; ms += 100) {
      looks.wish('a');
      mock.timers.tick(100);
      end();
      await settle();
    }
    assert.equal(looked.length, 3);
  });

  it('overlaps none at the same thing: what comes meanwhile is looked at once more after it', async () => {
    looks.wish('a');
    mock.timers.tick(300);
    for (let wishes = 0; wishes < 3; wishes += 1) {
      looks.wish('a');
      mock.timers.tick(300);
    }
    assert.deepEqual(looked, ['a']);
    end();
    await settle();
    assert.deepEqual(looked, ['a', 'a']);
    end();
    await settle();
    assert.deepEqual(looked, ['a', 'a']);
  });

  it('is dropped with its thing, also where it would follow another', async () => {
    looks.wish('a');
    mock.timers.tick(300);
    looks.wish('a');
    mock.timers.tick(300);
    looks.wish('a');
    looks.wish('b');
    looks.forget('a');
    end();
    await settle();
    mock.timers.tick(10_000);
    assert.deepEqual(looked, ['a', 'b']);
    looks.wish('b');
    looks.dispose();
    mock.timers.tick(10_000);
    assert.deepEqual(looked, ['a', 'b']);
  });
});
