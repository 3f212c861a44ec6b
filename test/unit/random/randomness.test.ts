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
    type Listed = Record<'mixup' | 'changes', readonly { readonly values: number[] }[]>;
    const drawn = JSON.parse(JSON.stringify(randomVectors())) as typeof kept;
    assert.ok(drawn.normal?.values.every((value, index) => near(value, kept.normal?.values[index])));
    for (const name of ['mixup', 'changes'] as const) {
      (drawn as unknown as Listed)[name].forEach(({ values }, index) => {
        const wanted = (kept as unknown as Listed)[name][index]?.values ?? [];
        // Rounded to float32 in between, where a sine may round the other way.
        assert.ok(
          values.every((value, place) => Math.abs(value - (wanted[place] ?? NaN)) < 1e-6),
          `${name} ${index}`,
        );
        assert.ok(values.length > 0);
      });
    }
    const exact = { normal: 0, mixup: 0, changes: 0 };
    assert.deepEqual({ ...drawn, ...exact }, { ...kept, ...exact });
  });
});
