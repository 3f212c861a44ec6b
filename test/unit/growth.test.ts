import assert from 'node:assert/strict';
import { assertAllLinear, type Clock, type Growth } from '../growth';

/** A clock of works that give their own milliseconds. */
const clock: Clock = (work) => Promise.resolve(work() as number);
const growth: Growth = { small: 100, doublings: 2 };

/** Holds a work to growth whose milliseconds are a function of its length and of its tries so far. */
const hold = (ms: (length: number, tries: number) => number, limits: Growth = growth): Promise<void> =>
  assertAllLinear(
    limits,
    (length) => {
      let tries = 0;
      return () => ({ it: () => ms(length, tries++) });
    },
    clock,
  );

describe('a test of growth', () => {
  it('passes a time that grows with the length', () => hold((length) => length));

  it('passes one that makes a step in a line', () => hold((length) => (length < 400 ? length : 2 * length)));

  it('passes one that is long at one try or two', () =>
    hold((length, tries) => (length > 100 && tries < 3 ? length ** 2 : length)));

  it('refuses a square, and a power of 1.5, with the times of both lengths', async () => {
    await assert.rejects(
      hold((length) => length ** 2),
      /it took 160000 ms, and 10000 of 1\/4; it took 640000 ms of twice the length, and 160000 of it/,
    );
    await assert.rejects(
      hold((length) => length ** 1.5),
      /it took/,
    );
  });

  it('refuses a square whose input of twice the length is refused at once', () =>
    assert.rejects(
      hold((length) => (length > 400 ? 1 : length ** 2)),
      /it took 1 ms of twice the length/,
    ));

  it('refuses a time above the limit, however it grows', () =>
    assert.rejects(
      hold((length) => length, { ...growth, maxMs: 400 }),
      /^AssertionError.*: it took 400 ms$/,
    ));
});
