import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { estimateStepMs, measuredFactors, modelSchema, stepWorkOf } from '../../../../src/models/architecture';

interface Recorded {
  readonly axis: string;
  readonly at: number;
  readonly ms: number;
  readonly step: {
    readonly architecture: unknown;
    readonly shape: readonly number[];
    readonly classes: number;
    readonly batch: number;
    readonly optimizer: string;
  };
}

const { points } = JSON.parse(readFileSync('docs/cost.json', 'utf8')) as { readonly points: readonly Recorded[] };
const stepOf = ({ step: { architecture, shape, ...rest } }: Recorded): Parameters<typeof stepWorkOf>[0] => ({
  ...rest,
  architecture: modelSchema.parse(architecture),
  input: shape,
});

describe('the estimate of a step', () => {
  it('has recorded times of dense networks, small and large, and of pictures', () => {
    const recorded = points.map(({ axis, at }) => `${axis} ${at}`);
    for (const name of ['width 32', 'width 1024', 'classes 10000', 'image side, cnn-small 32']) {
      assert.ok(recorded.includes(name), name);
    }
    assert.ok(recorded.includes('image side, resnet-cifar 32') && recorded.includes('image side, mobilenet-mini 32'));
  });

  for (const point of points) {
    it(`is within a factor of two of the recorded time: ${point.axis} ${point.at}`, () => {
      const ratio = estimateStepMs(stepOf(point), measuredFactors) / point.ms;
      assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`);
    });
  }

  it('counts the layers of a residual block and its shortcut', () => {
    const step = { input: [8, 8, 4], classes: 2, batch: 1, optimizer: 'sgd' };
    const conv = { type: 'conv2d', filters: 8, kernel: 3, strides: 2, useBias: false };
    const architecture = modelSchema.parse({
      preset: 'custom',
      layers: [{ type: 'residual', layers: [conv] }, { type: 'globalAveragePool' }],
    });
    const work = stepWorkOf({ ...step, architecture });
    // Three products of each: 4·4 pixels of 8 filters, of 9·4 numbers, and 1·4 of the shortcut; multiplied and added.
    assert.equal(work.convolution, 3 * 2 * 4 * 4 * 8 * (9 * 4 + 4));
    assert.equal(work.dense, 3 * 2 * 8 * 2);
    // The pool's 8 numbers.
    assert.equal(work.elements, 8);
    assert.equal(work.updates, 9 * 4 * 8 + (4 * 8 + 8) + (8 * 2 + 2));
    assert.equal(work.layers, 4);
  });

  it('grows with each size', () => {
    const step = { architecture: modelSchema.parse({ preset: 'mlp', hidden: [8] }), input: [4], classes: 2, batch: 8 };
    const time = (more: object): number => estimateStepMs({ ...step, optimizer: 'sgd', ...more }, measuredFactors);
    const base = time({});
    for (const more of [{ batch: 80_000 }, { classes: 20_000 }, { input: [40_000] }, { optimizer: 'adam' }]) {
      assert.ok(time(more) > base, JSON.stringify(more));
    }
  });
});
