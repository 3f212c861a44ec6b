import assert from 'node:assert/strict';
import { configSchema, previewOf } from '../../../src/config';
import { publishedFacts } from '../../../src/data-sources';
import { sparkline, summarizeSoftTargets, type TemperaturePreview } from '../../../src/distillation';

const mlp = { preset: 'mlp', hidden: [40] };

function preview(written: object): TemperaturePreview[] {
  const base = { name: 'a', data: { set: 'mnist' }, student: { model: mlp }, teacher: { model: mlp } };
  const config = configSchema.parse({ ...base, ...written });
  return previewOf(config, publishedFacts(config.data));
}

/** First, middle and last of a preview: place, T and soft weight. */
function corners(written: object): number[][] {
  const [{ points } = { points: [] }] = preview(written);
  return [0, 50, 100].map((index) => {
    const { x = NaN, temperature = NaN, softWeight = NaN } = points[index] ?? {};
    return [x, temperature, softWeight].map((value) => Number(value.toFixed(1)));
  });
}

describe('previews', () => {
  it('show a schedule over the epochs with the weight T² of the soft term', () => {
    const linear = { strategy: 'linear', from: 8, to: 2 };
    assert.deepEqual(corners({ temperature: linear }), [
      [0, 8, 57.6],
      [5, 5, 22.5],
      [10, 2, 3.6],
    ]);
    assert.deepEqual(
      corners({ temperature: linear, loss: { scaleByT2: false } }).map(([, , weight]) => weight),
      [0.9, 0.9, 0.9],
    );
    const warm = corners({ temperature: 2, loss: { kind: 'kl', soft: 1, warmup: 10 } });
    assert.deepEqual(
      warm.map(([, , weight]) => weight),
      [0, 2, 4],
    );
  });

  it('show a strategy of samples over confidence, of classes over classes, a learned one over θ', () => {
    const [confidence] = preview({ temperature: { strategy: 'confidence' } });
    assert.equal(confidence?.axis, 'teacher confidence');
    for (const { x, temperature } of confidence.points) assert.equal(temperature, x > 0.9 ? 0.5 : 2, String(x));
    const [classes] = preview({
      data: { set: 'mnist', imbalance: { ratio: 100 } },
      temperature: { strategy: 'class-frequency', base: 4, k: 0.1 },
    });
    assert.equal(classes?.axis, 'class');
    assert.equal(classes.points.length, 10);
    assert.ok(Math.abs((classes.points[9]?.temperature ?? 0) - 4 * (1 + 0.1 * Math.log(100))) < 0.01);
    const [learned] = preview({ temperature: { strategy: 'learned' } });
    assert.equal(learned?.axis, 'theta');
    assert.match(learned.assumes, /15\.62/);
  });

  it('hold to bounds, and leave a gap where a run would stop', () => {
    const falling = { strategy: 'expression', value: '4 - 5 * confidence' };
    const [open] = preview({ temperature: falling });
    assert.ok(open?.points.every(({ x, temperature }) => Number.isNaN(temperature) === x >= 0.8));
    const [held] = preview({ temperature: { ...falling, bounds: { min: 1, max: 3 } } });
    assert.ok(held?.points.every(({ temperature }) => temperature >= 1 && temperature <= 3));
  });

  it('have one part for each temperature of several teachers', () => {
    const teachers = [
      { name: 'one', model: mlp, temperature: { strategy: 'std' } },
      { name: 'two', model: mlp },
    ];
    const roles = (combine: string): string[] =>
      preview({ teacher: undefined, teachers, combine }).map(({ teacher = 'of the student' }) => teacher);
    assert.deepEqual(roles('losses'), ['one', 'two']);
    assert.deepEqual(roles('probabilities'), ['one', 'two', 'of the student']);
    assert.deepEqual(roles('logits'), ['of the student']);
  });

  it('summarise soft targets: entropy, largest share and how many classes share the answer', () => {
    // Odds of 1 : 3 at T = 1 and 1 : √3 at T = 2.
    const [one, two] = summarizeSoftTargets([0, Math.log(3), Math.log(3), 0], 2, [1, 2]);
    const entropyOf = (p: number): number => -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    const half = Math.sqrt(3) / (1 + Math.sqrt(3));
    for (const [summary, share] of [[one, 0.75] as const, [two, half] as const]) {
      assert.ok(Math.abs((summary?.topMass ?? 0) - share) < 1e-12);
      assert.ok(Math.abs((summary?.entropy ?? 0) - entropyOf(share)) < 1e-12);
      assert.ok(Math.abs((summary?.effectiveClasses ?? 0) - Math.exp(entropyOf(share))) < 1e-12);
    }
  });

  it('draw a line of blocks', () => {
    assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8), '▁▂▃▄▅▆▇█');
    assert.equal(sparkline([3, Number.NaN, 3], 3), '▅ ▅');
  });
});
