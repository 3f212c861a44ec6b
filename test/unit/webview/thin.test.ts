import assert from 'node:assert/strict';
import { thin } from '../../../webview/thin';

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
  readonly values: Float64Array;
}

/** A curve of rising steps with holes between them, some values not finite. */
function makeCurve(count: number, gapShare: number, next: () => number): Curve {
  let step = 0;
  const steps = Float64Array.from({ length: count }, () => (step += 1 + Math.floor(next() * 3)));
  const values = Float64Array.from({ length: count }, () => {
    if (next() < gapShare) return next() < 0.5 ? Number.NaN : Number.POSITIVE_INFINITY;
    return Math.sin(step) + next() * 10 - 5;
  });
  return { steps, values };
}

const finite = (values: readonly number[]): number[] => values.filter((value) => Number.isFinite(value));

/** What must hold for every curve and window, told from the raw points alone. */
function checkThinned({ steps, values }: Curve, from: number, to: number, pixels: number): void {
  const thinned = thin(steps, values, from, to, pixels);
  const place = new Map([...steps].map((step, index) => [step, index]));
  const chosen = thinned.steps.map((step) => place.get(step) ?? -1);
  assert.ok(
    chosen.every((index, at) => index > (chosen[at - 1] ?? -1)),
    'real points, ascending, none twice',
  );
  for (const [at, index] of chosen.entries()) {
    const raw = values[index] ?? Number.NaN;
    assert.equal(thinned.values[at], Number.isFinite(raw) ? raw : null);
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

function checkGaps(values: Float64Array, chosen: readonly number[]): void {
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

  it('leaves a short curve whole', () => {
    const steps = Float64Array.of(1, 2, 5);
    assert.deepEqual(thin(steps, Float64Array.of(3, Number.NaN, 1), 0, 5, 10), {
      steps: [1, 2, 5],
      values: [3, null, 1],
    });
  });

  it('gives nothing for an empty curve, and the two neighbours of a window between two points', () => {
    const none = new Float64Array();
    assert.deepEqual(thin(none, none, 0, 10, 10), { steps: [], values: [] });
    const steps = Float64Array.of(1, 10);
    assert.deepEqual(thin(steps, steps, 3, 4, 10).steps, [1, 10]);
  });

  it('keeps a peak of one step in a million', () => {
    const steps = Float64Array.from({ length: 1_000_000 }, (_, index) => index + 1);
    const values = new Float64Array(1_000_000).fill(1);
    values[654_321] = 99;
    const start = performance.now();
    const thinned = thin(steps, values, 0, 1_000_000, 800);
    assert.ok(performance.now() - start < 500);
    assert.ok(thinned.values.includes(99));
    assert.ok(thinned.steps.length < 3000, `${thinned.steps.length} points`);
  });
});
