import assert from 'node:assert/strict';
import { BlockExtremes, fenceOf, pixelColumns, Smoother, thin, thinIndices } from '../../../src/curves';

/** A generator of our own, so that a failure comes back with its seed. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Curve {
  readonly steps: Float64Array;
  readonly values: Float32Array;
}

/** A curve of rising steps with holes between them, some values not finite. */
function makeCurve(count: number, gapShare: number, next: () => number): Curve {
  let step = 0;
  const steps = Float64Array.from({ length: count }, () => (step += 1 + Math.floor(next() * 3)));
  const values = Float32Array.from({ length: count }, () => {
    if (next() < gapShare) return next() < 0.5 ? Number.NaN : Number.POSITIVE_INFINITY;
    return Math.sin(step) + next() * 10 - 5;
  });
  return { steps, values };
}

const finite = (values: readonly number[]): number[] => values.filter((value) => Number.isFinite(value));

/** Checks the properties of every thinned curve and window against the raw points. */
function checkThinned({ steps, values }: Curve, from: number, to: number, pixels: number): void {
  const thinned = thin(steps, values, { from, to, pixels });
  const place = new Map([...steps].map((step, index) => [step, index]));
  const chosen = Array.from(thinned.x, (step) => place.get(step) ?? -1);
  assert.ok(
    chosen.every((index, at) => index > (chosen[at - 1] ?? -1)),
    'real points, ascending, none twice',
  );
  for (const [at, index] of chosen.entries()) {
    const raw = values[index] ?? Number.NaN;
    assert.equal(thinned.y[at], raw);
  }
  const inside = [...steps.keys()].filter((index) => (steps[index] ?? 0) >= from && (steps[index] ?? 0) <= to);
  const first = inside[0] ?? -1;
  if (first > 0) assert.equal(chosen[0], first - 1, 'one neighbour before the window');
  const last = inside.at(-1);
  if (last !== undefined && last + 1 < steps.length) assert.equal(chosen.at(-1), last + 1, 'one neighbour after it');
  assert.ok(chosen.length <= 6 * (pixels + 1) + 2, `${chosen.length} points for ${pixels} pixels`);
  checkColumns({ steps, values }, inside, new Set(chosen), { from, width: (to - from) / pixels });
  checkGaps(values, chosen);
}

function checkColumns(
  { steps, values }: Curve,
  inside: readonly number[],
  chosen: ReadonlySet<number>,
  { from, width }: { from: number; width: number },
): void {
  const columns = new Map<number, number[]>();
  for (const index of inside) {
    const column = Math.floor(((steps[index] ?? 0) - from) / width);
    columns.set(column, [...(columns.get(column) ?? []), index]);
  }
  for (const [column, indices] of columns) {
    const raw = finite(indices.map((index) => values[index] ?? Number.NaN));
    const kept = finite(indices.filter((index) => chosen.has(index)).map((index) => values[index] ?? Number.NaN));
    if (raw.length > 0) {
      assert.equal(Math.min(...kept), Math.min(...raw), `smallest of column ${column}`);
      assert.equal(Math.max(...kept), Math.max(...raw), `largest of column ${column}`);
    }
    assert.ok(chosen.has(indices.at(-1) ?? -1), `last of column ${column}`);
  }
}

function checkGaps(values: Float32Array, chosen: readonly number[]): void {
  for (const [at, index] of chosen.entries()) {
    const before = chosen[at - 1];
    if (before === undefined) continue;
    const ends = [values[before] ?? Number.NaN, values[index] ?? Number.NaN];
    const hasGap = values.subarray(before + 1, index).some((value) => !Number.isFinite(value));
    if (ends.every(Number.isFinite)) assert.ok(!hasGap, `a line is drawn across a gap between ${before} and ${index}`);
  }
}

describe('thin', () => {
  it('keeps what is seen of random curves, in random windows', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const next = random(seed);
      const curve = makeCurve(1 + Math.floor(next() * 3000), next() < 0.5 ? 0 : next() * 0.2, next);
      const end = curve.steps.at(-1) ?? 1;
      const from = next() < 0.3 ? 0 : Math.floor(next() * end);
      // A power of two of pixels and whole steps: columns fall on exact numbers, for the test's own arithmetic.
      const pixels = 2 ** Math.floor(next() * 8);
      const to = from + pixels * Math.max(1, Math.ceil((next() * (end - from)) / pixels));
      try {
        checkThinned(curve, from, to, pixels);
      } catch (error) {
        throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
  });

  const pixels = { from: 0, to: 1_000_000, pixels: 800 };

  it('leaves a short curve whole', () => {
    const thinned = thin(Float64Array.of(1, 2, 5), Float32Array.of(3, Number.NaN, 1), { from: 0, to: 5, pixels: 10 });
    assert.deepEqual(thinned, { x: Float64Array.of(1, 2, 5), y: Float32Array.of(3, Number.NaN, 1) });
  });

  it('gives nothing for an empty curve, and the two neighbours of a window between two points', () => {
    const none = new Float64Array();
    assert.equal(thin(none, none, pixels).x.length, 0);
    const steps = Float64Array.of(1, 10);
    assert.deepEqual([...thin(steps, steps, { from: 3, to: 4, pixels: 10 }).x], [1, 10]);
  });

  it('keeps a peak of one step in a million', () => {
    const steps = Float64Array.from({ length: 1_000_000 }, (_, index) => index + 1);
    const values = new Float32Array(1_000_000).fill(1);
    values[654_321] = 99;
    const thinned = thin(steps, values, pixels);
    assert.ok(thinned.y.includes(99));
    assert.ok(thinned.x.length < 3000, `${thinned.x.length} points`);
  });
});

describe('BlockExtremes', () => {
  it('choose what a look at each row chooses, also of a curve that grows and is cut', () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const next = random(seed);
      const { steps, values } = makeCurve(500 + Math.floor(next() * 6000), next() < 0.5 ? 0 : 0.1, next);
      const blocks = new BlockExtremes();
      for (let length = 1; length <= values.length; length += 1 + Math.floor(next() * 900)) {
        const [x, y] = [steps.subarray(0, length), values.subarray(0, length)];
        const from = next() * (x.at(-1) ?? 1);
        const columns = pixelColumns(x, { from, to: from + next() * 4000, pixels: 1 + Math.floor(next() * 40) });
        assert.deepEqual(thinIndices(columns, y, blocks), thinIndices(columns, y), `seed ${seed}, ${length} rows`);
        const kept = Math.floor(next() * length);
        blocks.cut(kept);
        for (let row = kept; row < length; row += 1) values[row] = next() < 0.05 ? Number.NaN : next();
        if (next() < 0.2) values.fill(Number.NaN, kept, Math.min(length, kept + 200));
      }
    }
  });

  it('know the fence of a stretch again, and forget it with the rows', () => {
    const values = Float32Array.from({ length: 500 }, (_, index) => Math.sin(index));
    const blocks = new BlockExtremes();
    assert.deepEqual(blocks.fence(values, 0, 500), fenceOf(values, 0, 500));
    const before = blocks.fence(values, 0, 500);
    values.fill(7, 100);
    assert.equal(blocks.fence(values, 0, 500), before);
    blocks.cut(100);
    assert.deepEqual(blocks.fence(values, 0, 500), fenceOf(values, 0, 500));
  });

  it('count what lies beyond and what is not finite', () => {
    const blocks = new BlockExtremes();
    const next = random(5);
    const { values } = makeCurve(5000, 0.02, next);
    // Whole blocks that hold nothing finite, and the edges of some.
    values.fill(Number.NaN, 1000, 1300);
    let [beyond, missing] = [0, 0];
    for (let round = 0; round < 200; round += 1) {
      const start = Math.floor(next() * 5000);
      const end = start + Math.floor(next() * (5000 - start));
      const inside = values.subarray(start, end);
      const outside = inside.filter((value) => Number.isFinite(value) && (value < -4 || value > 5)).length;
      const gaps = inside.filter((value) => !Number.isFinite(value)).length;
      const counted = blocks.countOutliers(values, { start, end }, { min: -4, max: 5 });
      assert.deepEqual(counted, { outside, gaps }, `${start} to ${end}`);
      beyond += outside;
      missing += gaps;
    }
    assert.ok(beyond > 10 && missing > 10, `${beyond} beyond, ${missing} not finite`);
  });
});

describe('Smoother', () => {
  const averages = (smoother: Smoother, values: readonly number[]): number[] => {
    const given = Float64Array.from(values);
    smoother.smooth(given, 0, given.length, given);
    return [...given];
  };
  const close = (given: number | undefined, expected: number): void =>
    assert.ok(Math.abs((given ?? Number.NaN) - expected) < 1e-12, `${given}`);

  it('gives TensorBoard’s debiased average', () => {
    // smoothed = last / (1 − 0.6ⁿ), last = 0.6·last + 0.4·value, by hand.
    const smoother = new Smoother(0.6);
    const [first, second, third, fourth] = averages(smoother, [1, 2, Number.NaN, Infinity]);
    close(first, 1);
    close(second, (0.6 * 0.4 + 0.8) / 0.64);
    assert.ok(Number.isNaN(third));
    assert.equal(fourth, Infinity);
    close(averages(smoother, [3])[0], (0.6 * (0.6 * 0.4 + 0.8) + 1.2) / 0.784);
  });
  it('is no pull towards 0', () => {
    for (const value of averages(new Smoother(0.999), new Array<number>(50).fill(7)))
      assert.ok(Math.abs(value - 7) < 1e-9);
  });
  it('is not moved by what lies outside of its fence', () => {
    const [, , spike, after] = averages(new Smoother(0.9, { low: 0, high: 10 }), [7, 7, 1e6, 7]);
    close(spike, 7);
    close(after, 7);
    assert.ok(Number.isNaN(averages(new Smoother(0.9, { low: 0, high: 1 }), [7])[0]));
  });
});

describe('fenceOf', () => {
  it('sets a spike aside, whatever its size, and no ordinary noise', () => {
    for (const spike of [1e4, 1e30, -1e30]) {
      const values = Float32Array.from({ length: 5000 }, (_, index) => 1 + Math.sin(index * 7.3));
      values[1234] = spike;
      values[99] = Number.NaN;
      const { low, high } = fenceOf(values, 0, values.length) ?? assert.fail();
      assert.ok(spike < low || spike > high, String(spike));
      const outside = values.filter((value) => value < low || value > high);
      assert.deepEqual([...outside], [Math.fround(spike)]);
    }
  });
  it('holds percentiles that sorting gives too, to the width of a bin', () => {
    const next = random(3);
    const values = Float32Array.from({ length: 10_000 }, () => (next() - 0.4) * 1000);
    const sorted = [...values].sort((a, b) => a - b);
    const [low, high] = [sorted[99] ?? 0, sorted[9900] ?? 0];
    const fence = fenceOf(values, 0, values.length) ?? assert.fail();
    const near = (given: number, expected: number): void =>
      assert.ok(Math.abs(given - expected) < 0.05 * (high - low), `${given} for ${expected}`);
    near(fence.low, low - 2 * (high - low));
    near(fence.high, high + 2 * (high - low));
  });
  it('holds also where only some of many values are looked at', () => {
    const values = Float32Array.from({ length: 300_000 }, (_, index) => Math.sin(index * 7.3));
    const { low, high } = fenceOf(values, 0, values.length) ?? assert.fail();
    assert.ok(low < -4.9 && low > -5.2 && high > 4.9 && high < 5.2, `${low} ${high}`);
  });
  it('has none without a finite value', () => {
    assert.equal(fenceOf(Float32Array.of(Number.NaN, Infinity), 0, 2), undefined);
    assert.ok(fenceOf(Float32Array.of(5), 0, 1));
  });
});
