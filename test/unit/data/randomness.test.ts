import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { randomVectors } from './random-vectors';

describe('the page on randomness', () => {
  it('has the vectors that the trainer draws', () => {
    // Logarithm and cosine are the platform's.
    const near = (one: unknown, other: unknown): boolean =>
      typeof one === 'number' && typeof other === 'number' && Math.abs(one - other) <= 1e-15 * Math.abs(other);
    const kept = JSON.parse(readFileSync('test/fixtures/protocol/randomness.json', 'utf8')) as Record<
      string,
      { values: unknown[] }
    >;
    const drawn = JSON.parse(JSON.stringify(randomVectors())) as typeof kept;
    assert.ok(drawn.normal?.values.every((value, index) => near(value, kept.normal?.values[index])));
    assert.deepEqual({ ...drawn, normal: 0 }, { ...kept, normal: 0 });
  });
});
