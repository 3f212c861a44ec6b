import assert from 'node:assert/strict';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { readDigits, teacherOf } from './digits';
import { startTorch } from './process';
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
/** Rates at which small networks agree for 200 steps. At ten times these some part earlier; the cause is not known. */
const optimizers: Readonly<Record<string, object>> = {
  momentum: { name: 'momentum', learningRate: 0.001 },
  adam: { name: 'adam', learningRate: 0.0003 },
};
const bounds: Readonly<Record<string, number>> = { momentum: 1e-4, adam: 1e-2 };
/**
 * Networks with batch norms do not reach 1e-4 yet: offsets, which begin at 0 and whose gradients cancel, part most. Bounds of what is
 * reached, of the weights as a whole and of each tensor.
 */
const boundsOfNormed = { all: 1e-3, each: 5e-2 };

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
  this.timeout(240_000);
  const data = readDigits();
  let torch: StartedWorker;
  before(async () => {
    torch = await startTorch();
  });
  after(() => torch.worker.close());

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
      const losses = native.steps.map(({ loss }, index) => {
        return Math.abs(loss - (own.steps[index]?.loss ?? Number.NaN)) / Math.abs(loss);
      });
      const weights = native.weights.map((values, index) =>
        difference(values, own.weights[index] ?? new Float32Array()),
      );
      const whole = ({ weights: parts }: Trained): Float32Array =>
        Float32Array.from(parts.flatMap((part) => [...part]));
      const [ofLoss, ofWeights, ofAll] = [
        Math.max(...losses),
        Math.max(...weights),
        difference(whole(native), whole(own)),
      ];
      if (process.env['TORCH_MATRIX'] === '1') {
        console.log(
          `${model} ${objective} ${optimizer}: loss ${ofLoss.toExponential(1)}, weights ${ofWeights.toExponential(1)}, all ${ofAll.toExponential(1)}`,
        );
      }
      assert.equal(own.weights.length, native.weights.length);
      assert.ok(ofLoss <= 1e-4, `the losses differ by ${ofLoss}`);
      const bound = bounds[optimizer] ?? 0;
      const isNormed = model.startsWith('resnet');
      assert.ok(ofAll <= (isNormed ? boundsOfNormed.all : bound), `the weights differ by ${ofAll}`);
      const ofEach = isNormed ? boundsOfNormed.each : bound;
      assert.ok(ofWeights <= ofEach, `the weights of a tensor differ by ${ofWeights}`);
    });
  }
});
