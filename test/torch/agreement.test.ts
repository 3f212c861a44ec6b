import assert from 'node:assert/strict';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startOtherLayout, startTorch } from './process';
import { difference, train, type Trained } from './trained';

const models: Readonly<Record<string, object>> = {
  mlp: { preset: 'mlp', hidden: [32] },
  'cnn-small': { preset: 'cnn-small', filters: [4, 8], dense: 16 },
  'resnet-mini': { preset: 'resnet-mini', filters: [4, 8], blocks: 1 },
  'resnet-cifar': { preset: 'resnet-cifar', n: 1, width: 4 },
};
const objectives: Readonly<Record<string, object>> = {
  kl: { loss: { kind: 'kl' } },
  dkd: { loss: { kind: 'dkd' } },
  dist: { loss: { kind: 'dist' } },
  wttm: { loss: { kind: 'wttm' } },
  learned: { temperature: { strategy: 'learned' } },
  dtkd: { temperature: { strategy: 'dtkd' } },
};
/** Rates at which small networks agree for 200 steps. At ten times these some part earlier, as PyTorch does from itself. */
const optimizers: Readonly<Record<string, object>> = {
  momentum: { name: 'momentum', learningRate: 0.001 },
  adam: { name: 'adam', learningRate: 0.0003 },
};
const bounds: Readonly<Record<string, number>> = { momentum: 1e-4, adam: 1e-2 };
/**
 * Of networks with batch norms no two orders of the same sums keep to 1e-4. A rounding that differs puts a number on the other side of a
 * ReLU within some 50 steps, and offsets, which begin at 0 and whose gradients cancel, show it most. PyTorch parts as far from itself
 * with its images laid out otherwise; these are bounds of the weights as a whole and of each tensor, and multiples of that distance.
 */
const boundsOfNormed = { all: 1e-3, each: 5e-2, ofItself: 5 };

/** Relative differences of two trainings: the largest of a loss, of the weights as a whole and the largest of a tensor. */
interface Distance {
  readonly loss: number;
  readonly all: number;
  readonly each: number;
}

function distanceOf(one: Trained, other: Trained): Distance {
  const losses = one.steps.map(
    ({ loss }, index) => Math.abs(loss - (other.steps[index]?.loss ?? Number.NaN)) / Math.abs(loss),
  );
  const each = one.weights.map((values, index) => difference(values, other.weights[index] ?? new Float32Array()));
  const whole = ({ weights }: Trained): Float32Array => Float32Array.from(weights.flatMap((part) => [...part]));
  return { loss: Math.max(...losses), all: difference(whole(one), whole(other)), each: Math.max(...each) };
}

function inWords({ loss, all, each }: Distance): string {
  return `loss ${loss.toExponential(1)}, weights ${all.toExponential(1)}, a tensor ${each.toExponential(1)}`;
}

/** Each model and each objective, by both optimizers; TORCH_MATRIX=1 takes all pairs. */
const pairs = [
  ['mlp', 'learned', 'adam'],
  ['mlp', 'dist', 'momentum'],
  ['cnn-small', 'dkd', 'momentum'],
  ['cnn-small', 'dtkd', 'adam'],
  ['resnet-mini', 'wttm', 'momentum'],
  ['resnet-cifar', 'kl', 'momentum'],
] as const;
const all = Object.keys(models).flatMap((model) =>
  Object.keys(objectives).flatMap((objective) =>
    Object.keys(optimizers).map((optimizer) => [model, objective, optimizer] as const),
  ),
);

describe('training on PyTorch', function () {
  this.timeout(480_000);
  const data = readDigits();
  let torch: StartedWorker;
  let otherLayout: StartedWorker;
  before(async () => {
    torch = await startTorch();
    otherLayout = await startOtherLayout();
  });
  after(async () => {
    await torch.worker.close();
    await otherLayout.worker.close();
  });

  for (const [model, objective, optimizer] of process.env['TORCH_MATRIX'] === '1' ? all : pairs) {
    it(`agrees with ONNX Runtime after 200 steps of ${model} with ${objective} by ${optimizer}`, async () => {
      const config = {
        student: { model: models[model] },
        teacher: { model: { preset: 'mlp', hidden: [8] } },
        ...objectives[objective],
        train: { epochs: 20, batchSize: 52, optimizer: optimizers[optimizer] },
      };
      const native = await train(config, { data, teachers: [teacherOf(data)] });
      const own = await train(config, { data, teachers: [teacherOf(data)], torch });
      assert.equal(native.steps.length, 200);
      assert.equal(own.steps.length, 200);
      const apart = distanceOf(native, own);
      const isNormed = model.startsWith('resnet');
      const itself = isNormed
        ? distanceOf(own, await train(config, { data, teachers: [teacherOf(data)], torch: otherLayout }))
        : undefined;
      if (process.env['TORCH_MATRIX'] === '1') {
        console.log(
          `${model} ${objective} ${optimizer}: ${inWords(apart)}${itself ? `; PyTorch itself: ${inWords(itself)}` : ''}`,
        );
      }
      assert.equal(own.weights.length, native.weights.length);
      assert.ok(apart.loss <= 1e-4, `the losses differ by ${apart.loss}`);
      const bound = bounds[optimizer] ?? 0;
      const { all, each, ofItself } = boundsOfNormed;
      // Where PyTorch keeps to the bound itself, so does the native engine.
      const limitOf = (part: 'all' | 'each', cap: number): number =>
        itself === undefined ? bound : Math.min(cap, Math.max(bound, ofItself * itself[part]));
      assert.ok(apart.all <= limitOf('all', all), `the weights differ by ${apart.all}`);
      assert.ok(apart.each <= limitOf('each', each), `the weights of a tensor differ by ${apart.each}`);
    });
  }
});
